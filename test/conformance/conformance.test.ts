import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Transport } from '../../src/index.js';
import { decidedSince, divergences } from './divergences.js';
import { type RecordedRequest, type RecordingServer, recordingServer } from './recording-server.js';
import { TRANSPORTS } from '../support/transports.js';
import { runAsShell, type ShellRun } from './shell-run.js';
import type { Vector } from './vector.js';

const file = new URL('./api-func.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

/** Vectors marked `match` whose request is sent, but changed. */
const overruled: Readonly<Record<string, { rule: string; body: object }>> = {
  'create-lxc-04': { rule: 'a privileged container (ct_type 0) is stored as 1', body: { ct_type: 1 } },
};

const matching = vectors.filter(
  ({ id, sdk }) => sdk.expect === 'match' && !Object.hasOwn(overruled, id) && !decidedSince.includes(id),
);
const diverging = vectors.filter(({ id, sdk }) => sdk.expect === 'diverge' || decidedSince.includes(id));

async function replay(vector: Vector, transport?: Transport): Promise<{ server: RecordingServer; run: ShellRun }> {
  const server = await recordingServer(vector.server);
  onTestFinished(() => server.stop());
  return { server, run: await runAsShell(vector, server.url, transport) };
}

/** Method, path and decoded query. */
function meaningOf({ method, target }: Pick<RecordedRequest, 'method' | 'target'>): object {
  const { pathname, searchParams } = new URL(target, 'http://recorded');
  return { method, pathname, query: Object.fromEntries(searchParams) };
}

describe.each(TRANSPORTS)('as the shell client did, over $name', ({ transport }) => {
  it.each(matching.map((vector) => [vector.id, vector.name, vector] as const))('%s: %s', async (_id, _name, vector) => {
    const { server, run } = await replay(vector, transport);
    expect(server.requests.map(meaningOf)).toEqual(vector.requests.map(meaningOf));
    // As text, so that the order of the keys counts too.
    expect(server.requests.map(({ body }) => body)).toEqual(
      vector.requests.map(({ body_json }) => (body_json === undefined ? '' : JSON.stringify(body_json))),
    );
    await expectEndState(vector, server, run);
  });
});

/** One more update shows the end state: whether the guard is closed, and which record is known. */
async function expectEndState(vector: Vector, server: RecordingServer, run: ShellRun): Promise<void> {
  const before = server.requests.length;
  const again = await run.updateAgain();
  const further = server.requests.slice(before).map(({ method, target }) => `${method} ${target.split('/').at(-1)}`);
  if (vector.POST_UPDATE_DONE === 'true') {
    expect(again).toMatchObject({ outcome: 'skipped' });
    expect(further).toEqual([]);
  } else if (again.outcome === 'skipped') {
    expect(['no-consent', 'no-random-id']).toContain(again.reason);
    expect(vector.requests).toEqual([]);
  } else {
    expect(further[0]).toMatch(vector.PB_RECORD_ID === '' ? /^GET / : `PATCH ${vector.PB_RECORD_ID}`);
  }
}

describe.each(TRANSPORTS)('differently from the shell client, over $name', ({ transport }) => {
  it.each(diverging.map((vector) => [vector.id, vector.name, divergences[vector.id]?.instead, vector] as const))(
    '%s: %s – instead %s',
    async (id, _name, _instead, vector) => {
      const expected = divergences[id];
      const { server, run } = await replay(vector, transport);
      expect(run.outcomes).toMatchObject(expected?.outcomes ?? []);
      const seen = server.requests.slice(0, expected?.requests.length);
      expect(seen.map(({ method, target }) => `${method} ${target.split('?')[0]}`)).toEqual(
        expected?.requests.map(({ request }) => request),
      );
      expected?.requests.forEach(({ body }, index) => {
        if (body !== undefined) expect(JSON.parse(seen[index]?.body ?? '')).toMatchObject(body);
      });
    },
  );

  it.each(Object.entries(overruled))('%s: overruled, since $rule', async (id, { body }) => {
    const { server } = await replay(vectors.find((vector) => vector.id === id) as Vector, transport);
    expect(server.requests.map((request) => JSON.parse(request.body) as unknown)).toMatchObject([body]);
  });

  it('names every vector it departs from, and no other', () => {
    expect(Object.keys(divergences).sort()).toEqual(diverging.map(({ id }) => id).sort());
    const matches = vectors.filter(({ sdk }) => sdk.expect === 'match').map(({ id }) => id);
    expect(matches).toEqual(expect.arrayContaining([...Object.keys(overruled), ...decidedSince]));
  });
});
