import type { PocketBase } from '../../pocketbase/server.mjs';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { pocketBaseRecords } from '../../../src/sources/pocketbase/index.js';
import type { TransportFunction } from '../../../src/transport/transport.js';
import type { StoredRow } from './hostile-rows.js';
import { hostileRows } from './random-queries.js';
import { randomOf } from './random.js';
import { clockMs, writeBySql, writeOverHttp, Written } from './writers.js';

/** How a pass is made, and what is written meanwhile. */
export interface PassPlan {
  readonly query: Pick<RecordQuery, 'sort' | 'order'>;
  readonly seed: number;
  /** How many clients write through the API, as fast as the server allows. */
  readonly clients: number;
  /** How many records a second another process writes into the file of the server; left out for none. */
  readonly sqlPerSecond?: number;
  /** Lets the pass find nothing where it reads again what may be late: a defect that must show. */
  readonly hidesLate?: boolean;
}

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

/** Reads all records of a query's order while records are stored, and others changed. */
export async function passUnderWrites(server: PocketBase, plan: PassPlan): Promise<PassResult> {
  const { query, seed, clients, sqlPerSecond, hidesLate = false } = plan;
  const known = await storedIds(server.url);
  const written = new Written();
  for (const id of known) written.stored.set(id, 0);
  const endSql = sqlPerSecond && (await writeBySql(server, { perSecond: sqlPerSecond, seed, written }));
  const endHttp = writeOverHttp(server, { writers: clients, random: randomOf(seed), known, written });

  const column = query.sort?.endsWith('updated') ? 'updated' : 'created';
  const isById = query.order === 'none' || query.sort === 'nsapp';
  const startedMs = clockMs();
  let newest = '';
  let againMs = Infinity;
  const transport: TransportFunction = async ({ url, ...request }) => {
    const filter = new URL(url).searchParams.get('filter') ?? '';
    const [, since = ''] = /(?:^|&&)(?:created|updated)>='([^']+)'$/.exec(filter) ?? [];
    // In order of time, what is read for the first time is younger than all that was read before.
    const isAgain = since !== '' && (isById || since.replace(' ', 'T') < newest);
    if (isAgain) againMs = Math.min(againMs, clockMs());
    return isAgain && hidesLate ? Response.json({ items: [], perPage: 500 }) : fetch(url, request);
  };
  const times = new Map<string, number>();
  let endedMs = startedMs;
  try {
    for await (const record of pocketBaseRecords({ baseUrl: server.url, transport }).records(query)) {
      const id = record.record_id as string;
      times.set(id, (times.get(id) ?? 0) + 1);
      const moment = record[column] as string;
      if (moment > newest) newest = moment;
    }
    endedMs = clockMs();
  } finally {
    await endHttp();
    if (endSql) await endSql();
  }

  // Newest first, what comes during the pass stands before what is read.
  const untilMs = query.sort === '-created' ? startedMs : againMs;
  return {
    read: times.size,
    writesPerSecond: written.perSecond(startedMs, endedMs),
    repeated: [...times].filter(([, count]) => count > 1).map(([id]) => id),
    missed: [...written.stored].filter(([id, atMs]) => atMs < untilMs && !times.has(id)).map(([id]) => id),
  };
}

async function storedIds(url: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { record_id } of pocketBaseRecords({ baseUrl: url }).records({ order: 'none' })) {
    ids.push(record_id as string);
  }
  return ids;
}
