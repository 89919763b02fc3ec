import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addReport, beginRun, type Run } from '../../src/stores/merge-report.js';
import type { Report, ReportResult } from '../../src/stores/report.js';
import { aReport, call, open, rowsOf, runSql, sharedDatabase } from './runs.js';

const database = sharedDatabase();

const STATUSES = ['installing', 'validation', 'configuring', 'success', 'failed', 'aborted', 'unknown'] as const;

describe('the data', () => {
  it('do not change when inserts are repeated, in any order, and parts are merged', async () => {
    const store = open(database);
    const method = crypto.randomUUID();
    const runs = Array.from({ length: 30 }, () => aReport('installing', { method }));
    for (const status of ['installing', 'failed', 'success'] as const)
      await Promise.all(runs.map((run) => store.report({ ...run, status }, call)));
    const ends =
      'SELECT key, toString(min(ended)) AS position, argMinMerge(end_status) AS status FROM keys GROUP BY key';
    const before = await rowsOf(database, ends);
    expect(before.map(({ status }) => status)).toEqual(runs.map(() => 'failed'));
    // As a batch is that was stored and is sent again after its token is forgotten: with another time of receipt.
    const columns = 'sequence, row, began, key, random_id, nsapp, method, status, late';
    await runSql(`INSERT INTO reports (${columns}) SELECT ${columns} FROM reports ORDER BY at DESC`, database);
    await runSql('INSERT INTO reports SELECT * FROM reports ORDER BY at DESC', database);
    for (const table of ['reports', 'keys']) await runSql(`OPTIMIZE TABLE ${table} FINAL`, database);
    expect(await rowsOf(database, ends)).toEqual(before);
    const again = await Promise.all(runs.map((run) => store.report({ ...run, status: 'failed' }, call)));
    expect(again).toEqual(runs.map(() => 'repeated'));
    expect(await store.records.count({ status: 'failed', method })).toBe(30);
  });

  it('are one row of each report and run, however many stores insert one batch again', async () => {
    const store = open(database);
    await store.report(aReport('failed'), call);
    const insert =
      'INSERT INTO reports (sequence, row, key, random_id, nsapp, status) ' +
      "SETTINGS insert_deduplication_token = 'one', deduplicate_blocks_in_dependent_materialized_views = 1 " +
      "VALUES (1, 0, 'a', 'a', 'plex', 'failed')";
    for (let time = 0; time < 3; time += 1) await runSql(insert, database);
    expect(await rowsOf(database, "SELECT count() AS n FROM reports WHERE key = 'a'")).toEqual([{ n: 1 }]);
    expect(await rowsOf(database, "SELECT count() AS n FROM keys WHERE key = 'a'")).toEqual([{ n: 1 }]);
  });
});

describe('what a report did, and the record', () => {
  const field = fc.option(fc.constantFrom('one', 'two'), { nil: undefined, freq: 1 });
  const number = fc.option(fc.constantFrom(1, 2), { nil: undefined, freq: 1 });
  const report = fc.record({
    random_id: fc.constant('run'),
    nsapp: fc.constantFrom('plex', 'immich'),
    status: fc.constantFrom(...STATUSES),
    exit_code: fc.option(fc.constantFrom(0, 1), { nil: undefined }),
    error: field,
    failed_line: number,
    os_type: field,
    core_count: number,
    ct_type: fc.option(fc.constantFrom(0, 1), { nil: undefined }),
    has_arm: fc.option(fc.boolean(), { nil: undefined }),
    disk_size: fc.option(fc.constantFrom(1.5, 8), { nil: undefined }),
  });

  it('are those of the one definition of how reports merge, whatever is gathered', async () => {
    const store = open(database);
    const sequences = fc.sample(fc.array(report, { minLength: 1, maxLength: 6 }), { numRuns: 200, seed: 15 });
    const runs = sequences.map((reports) => reports.map((one) => clean(one as Report)));
    const expected = runs.map(merged);
    // A report of each run at a time, or all of a run at once.
    const results: ReportResult[][] = runs.map(() => []);
    for (let place = 0; place < 6; place += 1) {
      const waiting = runs.map((reports, run) => {
        const isTogether = run % 2 === 1;
        const due = isTogether ? (place === 0 ? reports : []) : reports.slice(place, place + 1);
        return Promise.all(due.map((one) => store.report({ ...one, random_id: `run-${run}` }, call)));
      });
      for (const [run, some] of (await Promise.all(waiting)).entries()) results[run]?.push(...some);
    }
    expect(results).toEqual(expected.map((one) => one.results));
    for (const [run, { fields }] of expected.entries()) {
      const { key, created, updated, ...record } = (await store.records.get(`run-${run}`)) ?? expect.fail();
      expect([key, record]).toEqual([`run-${run}`, { ...fields, random_id: `run-${run}` }]);
      expect(updated === undefined || updated >= created).toBe(true);
    }
  });
});

/** A report as it is stored: see `checkReport`. */
function clean(report: Report): Report {
  const isEnd = ['success', 'failed', 'aborted', 'unknown'].includes(report.status);
  const set = Object.entries(report).filter(
    ([name, value]) => value !== undefined && !(name === 'exit_code' && value === 0 && !isEnd),
  );
  return Object.fromEntries(set) as unknown as Report;
}

function merged(reports: readonly Report[]): { results: ReportResult[]; fields: Report } {
  let run: Run | undefined;
  const results = reports.map((report, ms) => {
    if (run === undefined) {
      run = beginRun(report, ms);
      return 'stored';
    }
    const added = addReport(run, report, ms);
    run = added.run;
    return added.result;
  });
  return { results, fields: (run as unknown as Run).fields };
}
