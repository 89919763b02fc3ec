import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { pocketBaseRecords } from '../../../src/sources/pocketbase/index.js';
import type { TransportFunction } from '../../../src/transport/transport.js';
import type { StoredRow } from './hostile-rows.js';
import { hostileRows } from './random-queries.js';
import { type Random, randomOf } from './random.js';

const WRITERS = 16;

/** What a pass did while others wrote. */
export interface PassResult {
  readonly read: number;
  /** How many records were stored or changed meanwhile, per second. */
  readonly writesPerSecond: number;
  /** Ids read more than once. */
  readonly repeated: readonly string[];
  /** Ids not read, of records that were stored before the pass began, or before it read again what may be late. */
  readonly missed: readonly string[];
}

/** Rows that the server lets a client change. */
export function changeableRows(seed: number, count: number): StoredRow[] {
  const valid = { ct_type: 1, nsapp: 'plex', status: 'failed', error: '' };
  return hostileRows(seed, count).map((row) => ({ ...row, ...valid }));
}

/** Reads all records of a query's order while records are stored, and others changed, as fast as the server allows. */
export async function passUnderWrites(
  url: string,
  query: Pick<RecordQuery, 'sort' | 'order'>,
  seed: number,
): Promise<PassResult> {
  const random = randomOf(seed);
  const api = `${url}/api/collections/_dev_telemetry_data/records`;
  const before = await storedIds(url);
  const stored = new Map<string, number>(before.map((id) => [id, 0]));
  const writing = new AbortController();
  let writes = 0;
  const write = async (): Promise<void> => {
    while (!writing.signal.aborted) {
      const isChange = before.length > 0 && random.chance(0.3);
      const [path, method] = isChange ? [`/${random.pick(before)}`, 'PATCH'] : ['', 'POST'];
      const body = JSON.stringify(isChange ? { exit_code: random.below(200) } : aRow(random));
      const answer = await fetch(api + path, { method, body, headers: { 'content-type': 'application/json' } });
      const { id } = (await answer.json()) as { id?: string };
      if (id === undefined) throw new Error(`The write was answered ${answer.status}`);
      writes += 1;
      if (!isChange) stored.set(id, performance.now());
    }
  };
  const writers = Promise.all(Array.from({ length: WRITERS }, write));

  let againAt = Infinity;
  const transport: TransportFunction = async ({ url: asked, ...request }) => {
    const filter = new URL(asked).searchParams.get('filter') ?? '';
    if (/^(?:created|updated)>='[^']+'$/.test(filter)) againAt = Math.min(againAt, performance.now());
    return fetch(asked, request);
  };
  const startedAt = performance.now();
  const times = new Map<string, number>();
  for await (const record of pocketBaseRecords({ baseUrl: url, transport }).records(query)) {
    const id = record.record_id as string;
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  writing.abort();
  await writers;

  const untilMs = againAt === Infinity ? startedAt : againAt;
  return {
    read: times.size,
    writesPerSecond: Math.round(writes / seconds),
    repeated: [...times].filter(([, count]) => count > 1).map(([id]) => id),
    missed: [...stored].filter(([id, at]) => at < untilMs && !times.has(id)).map(([id]) => id),
  };
}

function aRow(random: Random): object {
  const random_id = Array.from({ length: 4 }, () => random.below(2 ** 32).toString(36)).join('-') + performance.now();
  return { random_id, type: 'lxc', ct_type: 1, nsapp: 'plex', status: 'installing' };
}

async function storedIds(url: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { record_id } of pocketBaseRecords({ baseUrl: url }).records({ order: 'none' })) {
    ids.push(record_id as string);
  }
  return ids;
}
