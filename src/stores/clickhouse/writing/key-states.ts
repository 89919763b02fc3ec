import type { RecordStatus } from '../../../sources/records/stored-record.js';
import type { Database } from '../database.js';

/** How many characters of keys go into one statement. The server refuses values of more than 128 KiB. */
const MOST_CHARACTERS = 30_000;

/** A place among all reports: the time of receipt in microseconds, and a number that no other report has. */
export type Position = bigint;

/** What is known of a run by its key. */
export interface KeyState {
  /** The day of its first report. */
  readonly day: string;
  /** The first report that says it begins. */
  readonly begun?: Position;
  readonly end?: { readonly position: Position; readonly status: RecordStatus; readonly code: number };
}

interface Row {
  readonly key: string;
  readonly day: string;
  readonly begun_at: string;
  readonly ended_at: string;
  readonly status: RecordStatus;
  readonly code: number;
}

const DAY_MS = 86_400_000;
const NONE = 2n ** 128n - 1n;

const SELECT = `
  SELECT key, toString(min(k.day)) AS day, toString(min(k.begun)) AS begun_at, toString(min(k.ended)) AS ended_at,
    argMinMerge(k.end_status) AS status, argMinMerge(k.end_code) AS code
  FROM keys AS k WHERE key IN ({keys:Array(String)}) GROUP BY key`;

/** The number of a report in its position. */
export function sequenceIn(position: Position): string {
  return String(BigInt.asUintN(64, position));
}

/** Reads what is known of runs. */
export async function readKeyStates(
  database: Database,
  keys: ReadonlySet<string>,
  limit: { readonly signal: AbortSignal },
): Promise<Map<string, KeyState>> {
  const states = new Map<string, KeyState>();
  for (const some of chunksOf(keys)) {
    for (const row of await database.select<Row>(SELECT, { keys: some }, limit)) states.set(row.key, stateOf(row));
  }
  return states;
}

/**
 * The days on which reports of these runs lie: those of their first reports, and the ones after, because two processes that
 * do not know of each other's report may both begin a run around midnight.
 */
export function daysOf(runs: ReadonlyMap<string, KeyState>): string[] {
  const firstDays = [...runs.values()].map(({ day }) => day);
  return [...new Set(firstDays.flatMap((day) => [day, dayAfter(day)]))];
}

/** Reads when the server received the batch of a report, in microseconds since 1970. */
export async function readBatchMoment(
  database: Database,
  { key, sequence, row }: { readonly key: string; readonly sequence: string; readonly row: number },
  { day }: KeyState,
  limit: { readonly signal: AbortSignal },
): Promise<bigint | undefined> {
  const select = `
    SELECT toString(min(toUnixTimestamp64Micro(r.at))) AS received FROM reports AS r
    WHERE day IN ({day:Date}, {day:Date} + 1) AND key = {key:String} AND sequence = {sequence:UInt64} HAVING count() > 0`;
  const [found] = await database.select<{ received: string }>(select, { day, key, sequence }, limit);
  return found && BigInt(found.received) - BigInt(row);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}

function stateOf({ day, begun_at, ended_at, status, code }: Row): KeyState {
  const [begun, ended] = [BigInt(begun_at), BigInt(ended_at)];
  return {
    day,
    ...(begun !== NONE && { begun }),
    ...(ended !== NONE && { end: { position: ended, status, code } }),
  };
}

function* chunksOf(keys: ReadonlySet<string>): Generator<string[], void> {
  let chunk: string[] = [];
  let characters = 0;
  for (const key of keys) {
    characters += key.length;
    if (characters > MOST_CHARACTERS) {
      yield chunk;
      chunk = [];
      characters = key.length;
    }
    chunk.push(key);
  }
  if (chunk.length > 0) yield chunk;
}
