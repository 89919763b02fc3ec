import type { StoredRecord } from '../../sources/records/stored-record.js';
import type { SummaryRow } from '../../sources/records/summary.js';
import { explainAsService } from '../service/exit-codes.js';
import { appsOf, someOf } from './apps.js';
import { type Asked, askedRuns } from './asked.js';
import { countsByDay } from './counts-by-day.js';
import { spellMoment } from './record-spelling.js';
import { NEWEST_FIRST } from './run-pages.js';
import { lastReported } from './scope.js';
import type { ScopedRuns } from './scoped-runs.js';
import { abortsOf, endsOf, everyRun, failuresOf, orNull, percentOf, sum, tallyOf, unfinishedOf } from './tally.js';

const MOST_CODES = 30;
const MOST_APPS = 50;
const MOST_RECENT = 100;
const UNSUCCESSFUL = { status: ['failed', 'aborted'] } as const;
/** Where the keys of {@link UNSUCCESSFUL} runs have them. */
const [CATEGORY, CODE] = [2, 3];

/**
 * Answers `/api/errors`. What the user aborted is not an error, and in most numbers neither is a failure without an exit
 * code. The service counts reports; this counts runs.
 */
export async function errors(asked: Asked): Promise<object> {
  const { runs, pages, today, days } = askedRuns(asked, { byDefault: 7, zero: 1 });
  const [apps, unsuccessful, byDay, ofToday, recent] = await Promise.all([
    runs.summarize(['nsapp']),
    runs.summarize(['nsapp', 'type', 'error_category', 'exit_code'], UNSUCCESSFUL),
    runs.summarize([{ every: 'day' }, 'error_category', 'exit_code'], { status: 'failed' }),
    today.summarize([]),
    pages.read({ status: 'failed' }, { order: NEWEST_FIRST, offset: 0, limit: MOST_RECENT, keep: isError }),
  ]);
  const ended = unsuccessful.filter(({ key }) => key[CATEGORY] !== 'user_aborted');
  const failures = ended.filter(({ key }) => Boolean(key[CODE]));
  const [total, installs] = [sum(failures, failuresOf), sum(apps, everyRun)];
  const failuresByDay = byDay.filter(({ key: [, category, code] }) => category !== 'user_aborted' && Boolean(code));
  return {
    total_errors: total,
    total_installs: installs,
    overall_fail_rate: percentOf(total, installs),
    exit_code_stats: orNull(spellCodes(failures, total)),
    category_stats: orNull(spellCategories(ended, total)),
    app_errors: orNull(await spellApps(ended, apps, runs)),
    recent_errors: orNull(recent.map(spellRecent)),
    stuck_installing: sum(ofToday, unfinishedOf),
    // The service never counts those that were aborted.
    error_timeline: countsByDay(failuresByDay, days, failuresOf).map(({ date, count }) => {
      return { date, failed: count, aborted: 0 };
    }),
  };
}

function isError({ error_category }: Partial<StoredRecord>): boolean {
  return error_category !== 'user_aborted';
}

/** The category of a code is the one of the service's table, not the stored one. */
function spellCodes(failures: readonly SummaryRow[], total: number): object[] {
  return tallyOf(failures, CODE, failuresOf)
    .slice(0, MOST_CODES)
    .map(({ name, count }) => {
      const { text, category } = explainAsService(Number(name));
      return { exit_code: Number(name), count, description: text, category, percentage: percentOf(count, total) };
    });
}

/** Failures without an exit code are counted here too, so that the percentages may add up to more than 100. */
function spellCategories(ended: readonly SummaryRow[], total: number): object[] {
  return tallyOf(ended, CATEGORY, failuresOf).map(({ name, count }) => {
    const own = ended.filter(({ key, ...row }) => key[CATEGORY] === name && row.failed + row.blocked > 0);
    const apps = new Set(own.map(({ key }) => String(key[0])));
    return { category: name, count, percentage: percentOf(count, total), top_apps: someOf(apps) };
  });
}

async function spellApps(
  ended: readonly SummaryRow[],
  all: readonly SummaryRow[],
  runs: ScopedRuns,
): Promise<object[]> {
  const ends = new Map(tallyOf(all, 0, endsOf).map(({ name, count }) => [name, count]));
  const failing = appsOf(ended)
    .map(({ app, type, groups }) => ({ app, type, groups, failed: sum(groups, failuresOf) }))
    .sort((a, b) => b.failed - a.failed)
    .slice(0, MOST_APPS);
  const withFailures = failing.filter(({ failed }) => failed > 0).map(({ app }) => app);
  const examples = await exampleFailures(withFailures, runs);
  return failing.map(({ app, type, groups, failed }) => {
    const total = ends.get(app) ?? 0;
    const example = examples.get(app);
    return {
      app,
      type,
      total_count: total,
      failed_count: failed,
      aborted_count: sum(groups, abortsOf),
      failure_rate: percentOf(failed, total),
      top_exit_code: Number(tallyOf(groups, CODE, failuresOf)[0]?.name ?? 0),
      top_error: example?.error ?? '',
      top_category: example?.error_category ?? '',
    };
  });
}

/** Reads any of the failures of each app. */
async function exampleFailures(apps: readonly string[], runs: ScopedRuns): Promise<Map<string, Partial<StoredRecord>>> {
  const examples = new Map<string, Partial<StoredRecord>>();
  if (apps.length === 0) return examples;
  for await (const record of runs.read(['nsapp', 'error', 'error_category'], { status: 'failed', nsapp: apps })) {
    if (!isError(record) || record.nsapp === undefined || examples.has(record.nsapp)) continue;
    examples.set(record.nsapp, record);
    if (examples.size === apps.length) break;
  }
  return examples;
}

function spellRecent({ nsapp, type, status, exit_code, error, ...record }: StoredRecord): object {
  return {
    nsapp,
    type: type ?? '',
    status,
    exit_code: exit_code ?? 0,
    error: error ?? '',
    error_category: record.error_category ?? '',
    os_type: record.os_type ?? '',
    os_version: record.os_version ?? '',
    created: spellMoment(lastReported(record)),
  };
}
