import { TelemetryError } from '../../errors.js';
import type { Health } from '../../observe/health.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { followRecords } from '../../views/follow-records.js';
import { complain, hasNoReader, print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { askedQuery } from './asked-query.js';
import { csvOf } from './csv-of.js';
import { withProgress } from './progress.js';
import { readFrom } from './records-source.js';
import { table } from './table.js';

/** How many a table shows without --limit. */
const SHOWN = 50;

const HEAD = ['created', 'status', 'code', 'nsapp', 'os', 'error'];

/** Prints records, the newest first: a table, JSON lines or CSV; with --follow each one that is new or changed. */
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
  if (csv === true) return print(csvOf(read));
  await print(table([HEAD, ...read.map(cellsOf)], process.stdout.columns).join('\n'));
}

async function follow(source: RecordsSource, asked: Asked): Promise<void> {
  const { json, csv, limit } = asked.values;
  if (csv === true) throw new TelemetryError('invalid-options', '--follow prints lines or --json, not --csv');
  if (limit !== undefined) throw new TelemetryError('invalid-options', '--follow has no end, so it takes no --limit');
  const show = (record: StoredRecord): Promise<void> =>
    print(json === true ? JSON.stringify(record) : (table([cellsOf(record)], process.stdout.columns)[0] ?? ''));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const query = { created: { from: new Date() }, ...askedQuery(asked) };
  for await (const told of followRecords(source, query, stop.signal)) {
    if (told.event === 'snapshot') for (const record of told.snapshot.items.values()) await show(record);
    if (told.event === 'changed') await show(told.item);
    if (told.event === 'health') await complain(healthInWords(told.health));
    if (hasNoReader()) return;
  }
}

function healthInWords({ state, error }: Health): string {
  return `the server is ${state}${error === undefined ? '' : `: ${error.message}`}`;
}

function cellsOf({ created, status, exit_code, nsapp, os_type, os_version, error }: StoredRecord): string[] {
  const os = [os_type, os_version].filter((part) => part !== undefined).join(' ');
  return [created, status, String(exit_code ?? ''), nsapp, os, (error ?? '').split('\n', 1)[0] ?? ''];
}
