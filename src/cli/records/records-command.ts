import { TelemetryError } from '../../errors.js';
import type { Health } from '../../observe/health.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { followRecords } from '../../views/follow-records.js';
import { complain, hasNoReader, print, tell } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { askedQuery } from './asked-query.js';
import { csvOfRecords } from './csv-of.js';
import { differences } from './differences.js';
import { withProgress } from './progress.js';
import { readFrom } from './records-source.js';
import { Table, table } from './table.js';

/** How many a table shows without --limit. */
const SHOWN = 50;

/** How old the records are that --follow keeps up to date without --since. They are kept in memory. */
const FOLLOWED_MS = 86_400_000;

const HEAD = ['created', 'status', 'code', 'nsapp', 'os', 'error'];

/** Prints records, the newest first: a table, JSON lines or CSV; with --follow each one that is new, changed or removed. */
export function records(asked: Asked): Promise<number> {
  return readFrom(asked, (source) => (asked.values.follow === true ? follow(source, asked) : printAll(source, asked)));
}

async function printAll(source: RecordsSource, asked: Asked): Promise<void> {
  const { json, csv } = asked.values;
  const isTable = json !== true && csv !== true;
  const query = { sort: '-created', ...(isTable && { limit: SHOWN }), ...askedQuery(asked) } as const;
  if (json === true) {
    for await (const record of source.records(query)) {
      await print(JSON.stringify(record));
      if (hasNoReader()) return;
    }
    return;
  }
  const reading = withProgress(source.records(query));
  const read: StoredRecord[] = [];
  for await (const record of reading) read.push(record);
  if (csv === true) return print(csvOfRecords(read));
  await print(table([HEAD, ...read.map(cellsOf)], process.stdout.columns).join('\n'));
}

async function follow(source: RecordsSource, asked: Asked): Promise<void> {
  const { json, csv, limit, since } = asked.values;
  if (csv === true) throw new TelemetryError('invalid-options', '--follow prints lines or --json, not --csv');
  if (limit !== undefined) throw new TelemetryError('invalid-options', '--follow has no end, so it takes no --limit');
  const show = json === true ? showLines : showTable();
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const query = { created: { from: new Date(Date.now() - FOLLOWED_MS) }, ...askedQuery(asked) };
  const events = followRecords(source, query, stop.signal);
  if (source.subscribe === undefined) await tell('this server cannot tell changes, so it is asked every 30 seconds');
  let known: Map<string, StoredRecord> | undefined;
  for await (const told of events) {
    if (told.event === 'snapshot') {
      const { items } = told.snapshot;
      // What was there before is printed if it was asked for.
      const before = known ?? (since === undefined ? items : new Map<string, StoredRecord>());
      const { changed, removed } = differences(before, items);
      await show(changed);
      for (const record of removed) await show([], record.key, record);
      known = new Map(items);
    }
    if (told.event === 'changed') {
      known?.set(told.key, told.item);
      await show([told.item]);
    }
    if (told.event === 'removed') {
      known?.delete(told.key);
      await show([], told.key, told.before);
    }
    if (told.event === 'health') await complain(healthInWords(told.health));
    if (hasNoReader()) return;
  }
}

/** Shows records, or one that was deleted or does not match any more, by its key. */
type Show = (records: readonly StoredRecord[], removed?: string, before?: StoredRecord) => Promise<void>;

const showLines: Show = async (records, removed) => {
  for (const record of records) await print(JSON.stringify(record));
  if (removed !== undefined) await print(JSON.stringify({ key: removed, removed: true }));
};

function showTable(): Show {
  const rows = new Table(process.stdout.columns);
  let isBegun = false;
  return async (records, removed, before) => {
    const cells = [...(isBegun ? [] : [HEAD]), ...records.map(cellsOf)];
    if (removed !== undefined) cells.push(removedCells(removed, before));
    isBegun = true;
    if (cells.length > 0) await print(rows.lines(cells).join('\n'));
  };
}

/** `removed` stands where the status would. */
function removedCells(key: string, before: StoredRecord | undefined): string[] {
  if (before === undefined) return ['', 'removed', '', key, '', ''];
  const [created = '', , , nsapp = '', os = ''] = cellsOf(before);
  return [created, 'removed', '', nsapp, os, ''];
}

function healthInWords({ state, error }: Health): string {
  return `the server is ${state}${error === undefined ? '' : `: ${error.message}`}`;
}

function cellsOf({ created, status, exit_code, nsapp, os_type, os_version, error }: StoredRecord): string[] {
  const os = [os_type, os_version].filter((part) => part !== undefined).join(' ');
  return [created, status, String(exit_code ?? ''), nsapp, os, (error ?? '').split('\n', 1)[0] ?? ''];
}
