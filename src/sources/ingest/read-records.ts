import type { CallOptions } from '../../deadline.js';
import { throwIfAborted } from '../../until-aborted.js';
import { beginRead, getJson, type ReadCall } from '../http/index.js';
import type { CheckedQuery } from '../records/check-query.js';
import { matchesQuery } from '../records/matches-query.js';
import { compareRecords } from '../records/sort-records.js';
import type { StoredRecord } from '../records/stored-record.js';
import { expectIn, type JsonObject, listIn, numberIn, readAnswer } from './answer-values.js';
import type { ResolvedIngestSourceOptions } from './ingest-source-options.js';
import type { PageWindow } from './page-window.js';
import { type ChosenRecord, mayMove, readChosen } from './read-record.js';
import { type AskPage, readPass } from './read-pass.js';
import { type SentQuery, sentParameters } from './sent-parameters.js';

/** A row may become visible so much later than its `created`, in milliseconds. */
const VISIBLE_AFTER_MS = 10_000;

/** Reads the records of a query, in its order. */
export async function* readRecords(
  options: ResolvedIngestSourceOptions,
  query: CheckedQuery,
  call: CallOptions | undefined,
): AsyncGenerator<StoredRecord, void, void> {
  const { field, descending } = query.sort;
  const sent = sentParameters(query, Date.now());
  if (query.conditions.some(({ anyOf }) => anyOf?.length === 0)) return;
  const reading = beginRead(call);
  let left = query.limit ?? Infinity;
  try {
    const isNewestFirst = field === 'created' && descending;
    const ask: AskPage = (window) => askPage(options, sent, { window, isNewestFirst }, reading);
    const found = isNewestFirst ? newestFirst(ask, query, sent) : oldestFirst(ask, query, sent);
    for await (const record of field === 'created' ? found : sorted(found, query)) {
      throwIfAborted(reading.signal);
      yield record;
      if ((left -= 1) === 0) return;
    }
  } finally {
    reading.end();
  }
}

/** Counts the records of a query: by the service if it answers the whole query, else by reading them. */
export async function countRecords(
  options: ResolvedIngestSourceOptions,
  query: CheckedQuery,
  call: CallOptions | undefined,
): Promise<number> {
  const sent = sentParameters(query, Date.now());
  if (sent.isWhole) {
    const reading = beginRead(call);
    try {
      const answer = await getJson(options, pageUrl(options, { ...sent.parameters, limit: '1' }), reading);
      return readAnswer(answer, readTotal);
    } finally {
      reading.end();
    }
  }
  let count = 0;
  const all: CheckedQuery = { ...query, sort: { field: 'created', descending: false }, limit: Infinity };
  const records = readRecords(options, all, call);
  while ((await records.next()).done !== true) count += 1;
  return count;
}

/** A record that was reported again moves to the end, where it is left out if it was read before. */
async function* oldestFirst(ask: AskPage, query: CheckedQuery, { to }: SentQuery): AsyncGenerator<StoredRecord> {
  const read = new Set<string>();
  for await (const batch of readPass(ask, false)) {
    for (const { record, isLeftover } of batch) {
      if (to !== undefined && record.created > to) return;
      if (isLeftover || read.has(record.key) || !matchesQuery(record, query)) continue;
      if (mayMove(record)) read.add(record.key);
      yield record;
    }
  }
}

/**
 * A record that is reported again meanwhile moves to the front, perhaps before it was read. So the front is read again
 * afterwards, for records that had begun before, until it has no more of them.
 */
async function* newestFirst(ask: AskPage, query: CheckedQuery, { from }: SentQuery): AsyncGenerator<StoredRecord> {
  const read = new Set<string>();
  /** The newest record when the latest pass began, and when the first one began. */
  let newest: string | undefined;
  let begunUntil: string | undefined;
  let isComplete: boolean;
  do {
    const until = newest === undefined ? (from ?? '') : earlier(newest);
    let batches = 0;
    newest = undefined;
    isComplete = begunUntil !== undefined;
    for await (const batch of readPass(ask, true)) {
      batches += 1;
      newest ??= batch[0]?.record.created as string;
      for (const { record, begun = '~', isLeftover } of batch) {
        const isNew = begunUntil !== undefined && begun > begunUntil;
        if (isNew || isLeftover || record.created < until || read.has(record.key)) continue;
        if (!matchesQuery(record, query)) continue;
        if (mayMove(record) || record.created >= earlier(newest)) read.add(record.key);
        isComplete = false;
        yield record;
      }
      if ((batch.at(-1)?.record.created as string) < until) break;
    }
    begunUntil ??= newest;
    // One page shows one moment: nothing can have moved while it was read.
    isComplete ||= batches <= 1;
  } while (!isComplete);
}

/** A row that is older than this was visible when a record of this moment was read. */
function earlier(moment: string): string {
  return new Date(Date.parse(moment) - VISIBLE_AFTER_MS).toISOString();
}

async function* sorted(records: AsyncIterable<StoredRecord>, query: CheckedQuery): AsyncGenerator<StoredRecord> {
  const all: StoredRecord[] = [];
  for await (const record of records) all.push(record);
  yield* all.sort(compareRecords(query));
}

async function askPage(
  options: ResolvedIngestSourceOptions,
  { parameters }: SentQuery,
  { window, isNewestFirst }: { window: PageWindow; isNewestFirst: boolean },
  reading: ReadCall,
): ReturnType<AskPage> {
  const { page, limit } = window;
  const sort = isNewestFirst ? '-created' : 'created';
  const url = pageUrl(options, { ...parameters, sort, page: String(page), limit: String(limit) });
  return readAnswer(await getJson(options, url, reading), (body) => readPage(body, limit));
}

/** Reads a page. Throws a TypeError that says what was expected. */
function readPage(body: JsonObject, limit: number): readonly ChosenRecord[] {
  const records = listIn(body, 'records', readChosen);
  // Another size would put the page at another place.
  if (numberIn(body, 'limit') !== limit || records.length > limit) throw new TypeError(`not with a page of ${limit}`);
  return records;
}

function readTotal(body: JsonObject): number {
  expectIn(body, 'total');
  return numberIn(body, 'total');
}

function pageUrl({ baseUrl }: ResolvedIngestSourceOptions, parameters: Readonly<Record<string, string>>): string {
  return `${baseUrl}/api/records?${new URLSearchParams(parameters).toString()}`;
}
