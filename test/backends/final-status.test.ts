import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type InstallationUpdate, pocketBase, TelemetryClient } from '../../src/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';

const migration = fileURLToPath(
  new URL('../../examples/pocketbase/pb_migrations_optional/2_final_status.js', import.meta.url),
);
const server = usePocketBase({ migrations: [migration] });

/** A client of its own, as in another process. */
function aClient(): TelemetryClient {
  return new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: server().url }) });
}

async function patch(id: string, end: object): Promise<number> {
  const answer = await fetch(`${server().url}/api/collections/_dev_telemetry_data/records/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(end),
  });
  await answer.text();
  return answer.status;
}

describeOnPocketBase('a server that keeps the first end', () => {
  it('lets one of three ends win, 200 times over, and tells the others', async () => {
    for (let round = 0; round < 200; round += 1) {
      const { random_id } = await aClient().create(aRecord());
      const ends: InstallationUpdate[] = [
        { random_id, status: 'done' },
        { random_id, status: 'failed', exit_code: 100 },
        { random_id, status: 'failed', exit_code: 127 },
      ];
      const outcomes = await Promise.all(ends.map((end) => aClient().update(end)));
      const winners = ends.filter((_, index) => outcomes[index]?.outcome === 'updated');
      expect(winners).toHaveLength(1);
      expect(outcomes.filter((outcome) => 'reason' in outcome && outcome.reason === 'already-updated')).toHaveLength(2);
      const [winner] = winners;
      expect(await server().records(random_id)).toMatchObject([
        { status: winner?.status === 'done' ? 'sucess' : 'failed', exit_code: winner?.exit_code ?? 0 },
      ]);
    }
  });

  it('takes the same end again, and nothing else that would change it', async () => {
    const { random_id } = await aClient().create(aRecord());
    const end = { status: 'failed', error: 'Command not found', exit_code: 127 };
    expect(await aClient().update({ random_id, ...{ status: 'failed', exit_code: 127 } })).toMatchObject({
      outcome: 'updated',
    });
    const [record] = await server().records(random_id);
    const id = record?.id ?? '';
    expect(await patch(id, end)).toBe(200);
    expect(await patch(id, { os_version: '13' })).toBe(200);
    for (const other of [{ status: 'sucess' }, { status: 'installing' }, { exit_code: 1 }, { error: 'else' }]) {
      expect(await patch(id, other)).toBe(400);
    }
    expect(await server().records(random_id)).toMatchObject([{ ...end, os_version: '13' }]);
  });

  it('takes the repetition of a client whose answer was lost', async () => {
    let patches = 0;
    const backend = pocketBase({
      baseUrl: server().url,
      transport: async ({ url, ...request }) => {
        const response = await fetch(url, { ...request, redirect: 'manual' });
        if (request.method === 'PATCH' && (patches += 1) === 1) throw new Error('reset after the server stored it');
        return response;
      },
    });
    const telemetry = new TelemetryClient({ consent: 'yes', backend });
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, exit_code: 137 })).toMatchObject({ outcome: 'updated' });
    expect(patches).toBe(2);
    expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: 137 }]);
  });
});
