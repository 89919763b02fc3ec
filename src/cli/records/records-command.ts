import { TelemetryError } from '../../errors.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { followRecords } from '../../views/follow-records.js';
import { toCsv } from '../../views/to-csv.js';
import { complain, print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { askedQuery } from './asked-query.js';
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
  const reading = withProgress(source.records(query));
  if (json === true) {
    for await (const record of reading) await print(JSON.stringify(record));
    return;
  }
  const read: StoredRecord[] = [];
  for await (const record of reading) read.push(record);
  // The last line end is print's.
  if (csv === true) return print(toCsv(read).replace(/\r\n$/, ''));
  await print(table([HEAD, ...read.map(cellsOf)], process.stdout.columns).join('\n'));
}

async function follow(source: RecordsSource, asked: Asked): Promise<void> {
  const { json, csv } = asked.values;
  if (csv === true) throw new TelemetryError('invalid-options', '--follow prints lines or --json, not --csv');
  const show = (record: StoredRecord): Promise<void> =>
    print(json === true ? JSON.stringify(record) : (table([cellsOf(record)], process.stdout.columns)[0] ?? ''));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const query = { created: { from: new Date() }, ...askedQuery(asked) };
  for await (const told of followRecords(source, query, stop.signal)) {
    if (told.event === 'snapshot') for (const record of told.snapshot.items.values()) await show(record);
    if (told.event === 'changed') await show(told.item);
    if (told.event === 'health') await complain(`the server is ${told.health.state}`);
  }
}

function cellsOf({ created, status, exit_code, nsapp, os_type, os_version, error }: StoredRecord): string[] {
  const os = [os_type, os_version].filter((part) => part !== undefined).join(' ');
  return [created, status, String(exit_code ?? ''), nsapp, os, (error ?? '').split('\n', 1)[0] ?? ''].map(oneLine);
}

function oneLine(text: string): string {
  return text.replace(/\s/g, ' ');
}
