import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addReport, beginRun, type Run } from '../../src/stores/merge-report.js';
import type { Report, ReportResult } from '../../src/testing/index.js';

const FINAL = ['success', 'failed', 'aborted', 'unknown'];

const reports = fc.array(
  fc.record(
    {
      random_id: fc.constant('d2f7a1c0'),
      nsapp: fc.constantFrom('plex', 'immich'),
      status: fc.constantFrom<Report['status']>(
        'installing',
        'validation',
        'configuring',
        'success',
        'failed',
        'aborted',
      ),
      exit_code: fc.constantFrom(0, 1, 127),
      error: fc.constantFrom('one', 'other'),
      os_type: fc.constantFrom('debian', 'alpine'),
      core_count: fc.constantFrom(1, 256),
    },
    { requiredKeys: ['random_id', 'nsapp', 'status'] },
  ),
  { minLength: 1, maxLength: 12 },
);

/** Receives reports, one in each millisecond. */
function receive(given: readonly Report[]): { run: Run; results: ReportResult[] } {
  const [first, ...others] = given as [Report, ...Report[]];
  let run = beginRun(first, 0);
  const results: ReportResult[] = ['stored'];
  others.forEach((report, place) => {
    const added = addReport(run, report, place + 1);
    run = added.run;
    results.push(added.result);
  });
  return { run, results };
}

function isEnd({ status }: Report): boolean {
  return FINAL.includes(status);
}

describe('the reports of a run', () => {
  it('leave the first end, with what it says, and else the first value of each field', () => {
    fc.assert(
      fc.property(reports, (given) => {
        const { fields } = receive(given).run;
        const end = given.find(isEnd);
        const first = (name: 'os_type' | 'core_count' | 'nsapp'): unknown =>
          end?.[name] ?? given.find((report) => report[name] !== undefined)?.[name];
        expect([fields.os_type, fields.core_count, fields.nsapp]).toEqual(
          (['os_type', 'core_count', 'nsapp'] as const).map(first),
        );
        if (end === undefined) return;
        expect([fields.status, fields.exit_code, fields.error]).toEqual([end.status, end.exit_code, end.error]);
      }),
    );
  });

  it('are stored once as an end, and once as a begin', () => {
    fc.assert(
      fc.property(reports, (given) => {
        const { results, run } = receive(given);
        const stored = given.filter((_, place) => results[place] === 'stored');
        expect(stored.filter(isEnd).length).toBe(given.some(isEnd) ? 1 : 0);
        const begins = run.steps.filter(([status]) => status === 'installing');
        expect(begins.length).toBe(given.some(({ status }) => status === 'installing') ? 1 : 0);
      }),
    );
  });

  it('change nothing when all of them come again after the end', () => {
    fc.assert(
      fc.property(reports, (given) => {
        fc.pre(given.some(isEnd));
        const { run } = receive(given);
        for (const report of given) {
          const again = addReport(run, report, 1_000);
          expect(again.run).toBe(run);
          expect(again.result).not.toBe('stored');
        }
      }),
    );
  });

  it('give a run without an end the furthest status, and the times of its steps', () => {
    fc.assert(
      fc.property(reports, (all) => {
        const given = all.filter((report) => !isEnd(report));
        fc.pre(given.length > 0);
        const { run, results } = receive(given);
        const order = ['installing', 'validation', 'configuring'];
        const furthest = Math.max(...given.map(({ status }) => order.indexOf(status)));
        expect(run.fields.status).toBe(order[furthest]);
        const stored = given.flatMap(({ status }, place) => (results[place] === 'stored' ? [[status, place]] : []));
        expect(run.steps).toEqual(stored);
        expect(run.updated ?? 0).toBe(stored.at(-1)?.[1]);
      }),
    );
  });
});
