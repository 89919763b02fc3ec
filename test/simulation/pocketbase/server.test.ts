import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { Random } from '../random.js';
import type { AnswerOfServer } from '../server-kind.js';
import { type Finality, SimulatedServer } from './server.js';
import { VirtualClock } from '../virtual-clock.js';

const RECORDS = '/api/collections/_dev_telemetry_data/records';
const fixture = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SERVERS: { finality: Finality; migrations: string[] }[] = [
  { finality: 'open', migrations: [] },
  { finality: 'rule', migrations: [fixture('../../fixtures/pb_migrations/2_update_rule.js')] },
  {
    finality: 'trigger',
    migrations: [fixture('../../../examples/pocketbase/pb_migrations_optional/2_final_status.js')],
  },
];

type Ask = (method: string, path: string, body?: object) => Promise<AnswerOfServer>;

const required = { type: 'lxc', ct_type: 1, nsapp: 'plex', status: 'installing' };
const failed = { status: 'failed', error: 'Command not found', exit_code: 127 };

/** One story of requests, in words both servers understand: `$1` is the id of the first record. */
const STORY: [method: string, path: string, body?: object][] = [
  ['POST', RECORDS, { ...required, random_id: 'installation-1' }],
  ['POST', RECORDS, { ...required, random_id: 'installation-1', nsapp: 'again' }],
  ['POST', RECORDS, { ...required, random_id: 'installation-2', ct_type: 0, nsapp: '' }],
  ['GET', `${RECORDS}?filter=${encodeURIComponent("(random_id='installation-1')")}&fields=id&perPage=1`],
  [
    'GET',
    `${RECORDS}?filter=${encodeURIComponent("(random_id='installation-2')")}&fields=id,random_id&perPage=1&skipTotal=1`,
  ],
  ['PATCH', `${RECORDS}/aaaaaaaaaaaaaaa`, failed],
  ['PATCH', `${RECORDS}/$1`, failed],
  ['PATCH', `${RECORDS}/$1`, failed],
  ['PATCH', `${RECORDS}/$1`, { status: 'sucess', error: '', exit_code: 0 }],
  ['PATCH', `${RECORDS}/$1`, { ...failed, exit_code: 1 }],
  [
    'GET',
    `${RECORDS}?filter=${encodeURIComponent("(random_id='installation-1')")}&fields=id,random_id,status&perPage=1&skipTotal=1`,
  ],
];

/** What a client can tell of an answer: its status, the refused fields, or what it holds of the record. */
function told({ status, json }: AnswerOfServer, id: string): object {
  const { data, items, ...record } = json as Record<string, unknown>;
  const fields = Object.entries((data ?? {}) as Record<string, { code: string }>);
  if (status >= 400) return { status, fields: fields.map(([name, { code }]) => `${name}: ${code}`).sort() };
  const known = (value: unknown): unknown => (value === id ? 'the first record' : value);
  if (Array.isArray(items))
    return { status, items: items.map((item: { id: string }) => ({ ...item, id: known(item.id) })) };
  return {
    status,
    ...Object.fromEntries(Object.keys({ ...required, ...failed, random_id: 0 }).map((key) => [key, record[key]])),
  };
}

async function tell(ask: Ask): Promise<object[]> {
  let first = '';
  const answers: object[] = [];
  for (const [method, path, body] of STORY) {
    const answer = await ask(method, path.replace('$1', first), body);
    first ||= (answer.json as { id: string }).id;
    answers.push(told(answer, first));
  }
  return answers;
}

/** The simulated server, asked one request after the other. */
function aSimulated(finality: Finality): Ask {
  const clock = new VirtualClock();
  const server = new SimulatedServer(clock, new Random(1), finality);
  return async (method, path, body = {}) => {
    let answer: AnswerOfServer | undefined;
    const url = new URL(path, 'https://pb.example');
    server.receive({ method, url, body: body as Record<string, unknown> }, (given) => (answer = given));
    await clock.run(() => undefined);
    return answer ?? { status: 0, json: {} };
  };
}

describe.each(SERVERS)('the simulated server, $finality', ({ finality, migrations }) => {
  it('writes in two steps, so that of two ends at once both may be answered as stored, or one', async () => {
    const clock = new VirtualClock();
    const server = new SimulatedServer(clock, new Random(2), finality);
    const url = (path: string): URL => new URL(path, 'https://pb.example');
    const statuses: number[] = [];
    const patch = (body: Record<string, unknown>): void => {
      const id = server.rowOf('installation-1')?.id ?? '';
      server.receive({ method: 'PATCH', url: url(`${RECORDS}/${id}`), body }, ({ status }) => statuses.push(status));
    };
    server.receive(
      { method: 'POST', url: url(RECORDS), body: { ...required, random_id: 'installation-1' } },
      () => undefined,
    );
    await clock.run(() => undefined);
    patch(failed);
    patch({ status: 'sucess', error: '', exit_code: 0 });
    await clock.run(() => undefined);
    expect(statuses.sort()).toEqual(finality === 'trigger' ? [200, 400] : [200, 200]);
  });

  describeOnPocketBase('beside a real one', () => {
    const server = usePocketBase({ migrations });

    it('answers every request as the real one does', async () => {
      const real = await tell(async (method, path, body) => {
        const init = { method, headers: { 'content-type': 'application/json' } };
        const given = body === undefined ? {} : { body: JSON.stringify(body) };
        const response = await fetch(`${server().url}${path}`, { ...init, ...given });
        return { status: response.status, json: await response.json() };
      });
      expect(await tell(aSimulated(finality))).toEqual(real);
    });
  });
});
