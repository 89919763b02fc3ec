import type { RecordField } from '../../sources/records/stored-record.js';
import { addReport, beginRun, keyOf, type Run, type Step } from '../merge-report.js';
import type { Refusal, Report, ReportResult } from '../report.js';
import { COLUMNS, readRecord } from '../columns.js';
import type { Database, Row, SqlValue } from './load-sqlite.js';
import { MOST_REFUSALS } from '../read-limits.js';
import { toSql } from './to-sql.js';

/** The removals that are kept for subscriptions of other processes. */
const MOST_REMOVALS = 10_000;

/** The columns of what reports say: all but `key` and the two moments. */
const FIELDS = COLUMNS.filter((field) => !['key', 'created', 'updated'].includes(field)) as (keyof Report &
  RecordField)[];

/** What is written in a transaction. */
export interface Writes {
  readonly report: (report: Report) => ReportResult;
  readonly refuse: (refusal: Refusal) => void;
  /** Removes some of the runs that began before a moment. @returns how many. */
  readonly removeBefore: (ms: number) => number;
}

/** Prepares what is written. */
export function prepareWrites(database: Database): Writes {
  const columns = ['version', 'created', 'updated', 'steps', 'key', ...FIELDS];
  const find = database.prepare(`SELECT run, ${columns.join(', ')} FROM runs WHERE key = ?`);
  const insert = database.prepare(
    `INSERT INTO runs (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const update = database.prepare(`UPDATE runs SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE run = ?`);
  const next = database.prepare('UPDATE sequence SET version = version + 1 RETURNING version');
  const refuse = database.prepare('INSERT INTO refusals (at, reason, body) VALUES (?, ?, ?) RETURNING number');
  const forgetRefusals = database.prepare('DELETE FROM refusals WHERE number <= ?');
  const remove = database.prepare(
    'DELETE FROM runs WHERE run IN (SELECT run FROM runs WHERE created < ? ORDER BY created LIMIT 500)',
  );
  const lastRemoval = database.prepare('SELECT version FROM removals ORDER BY version DESC LIMIT 1 OFFSET ?');
  const forgetRemovals = database.prepare('DELETE FROM removals WHERE version <= ?');
  const markForgotten = database.prepare('UPDATE sequence SET forgotten = ?');

  const valuesOf = ({ fields, created, updated, steps }: Run): SqlValue[] => [
    next.get()?.['version'] as number,
    created,
    updated ?? null,
    JSON.stringify(steps),
    keyOf(fields),
    ...FIELDS.map((field) => toSql(fields[field])),
  ];

  return {
    report(report) {
      const now = Date.now();
      const row = find.get(keyOf(report));
      if (row === undefined) {
        insert.run(...valuesOf(beginRun(report, now)));
        return 'stored';
      }
      const known = readRun(row);
      const { run, result } = addReport(known, report, now);
      if (run !== known) update.run(...valuesOf(run), row['run'] as number);
      return result;
    },
    refuse({ reason, body }) {
      const number = refuse.get(Date.now(), reason, body)?.['number'] as number;
      forgetRefusals.run(number - MOST_REFUSALS);
    },
    removeBefore(ms) {
      const { changes } = remove.run(ms);
      const last = lastRemoval.get(MOST_REMOVALS)?.['version'];
      if (last !== undefined && last !== null) {
        forgetRemovals.run(last);
        markForgotten.run(last);
      }
      return Number(changes);
    },
  };
}

function readRun(row: Row): Run {
  const { created, updated, steps } = row;
  return {
    fields: readRecord(row, FIELDS),
    created: created as number,
    ...(updated === null ? {} : { updated: updated as number }),
    steps: readSteps(steps as string),
  };
}

/** Reads the steps of a run. */
export function readSteps(text: string): readonly Step[] {
  return JSON.parse(text) as readonly Step[];
}
