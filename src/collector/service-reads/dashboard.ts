import type { SummaryRow } from '../../sources/records/summary.js';
import { type Asked, askedRuns } from './asked.js';
import { countsByDay } from './counts-by-day.js';
import { failedApps } from './failed-apps.js';
import { failurePatterns } from './failure-patterns.js';
import { readSlug } from './parameters.js';
import { spellRecords } from './records.js';
import { NEWEST_FIRST } from './run-pages.js';
import {
  abortsOf,
  endsOf,
  everyRun,
  failuresOf,
  listOf,
  orNull,
  percentOf,
  successesOf,
  sum,
  tallyOf,
  unfinishedOf,
} from './tally.js';

/** Answers `/api/dashboard`. The service counts reports; this counts runs. */
export async function dashboard(asked: Asked): Promise<object> {
  const { parameters, store, call } = asked;
  const { runs, pages, today, days } = askedRuns(asked, { byDefault: 1, zero: 365 });
  // Few groupings, because each one reads every run: these have few groups.
  const [apps, hosts, durations, byDay, patterns, ofToday, allTime, recent] = await Promise.all([
    runs.summarize(['nsapp', 'type', 'repo_slug']),
    runs.summarize(['os_type', 'method', 'pve_version', 'gpu_vendor', 'gpu_passthrough']),
    runs.summarize(['install_duration']),
    runs.summarize([{ every: 'day' }, 'error_category']),
    failurePatterns(runs),
    today.summarize([]),
    store.records.count({}, call),
    pages.read({}, { order: NEWEST_FIRST, offset: 0, limit: 20 }),
  ]);
  const [total, success, failed] = [sum(apps, everyRun), sum(apps, successesOf), sum(apps, failuresOf)];
  const tools = tallyOf(ofType(apps, 'pve'), 0, everyRun).slice(0, 15);
  const addons = tallyOf(ofType(apps, 'addon'), 0, everyRun).slice(0, 15);
  const failedByDay = countsByDay(byDay, days, failuresOf);
  const failuresByCategory = tallyOf(byDay, 1, failuresOf).filter(({ name }) => name !== 'user_aborted');
  return {
    total_installs: total,
    total_all_time: allTime,
    sample_size: total,
    success_count: success,
    failed_count: failed,
    aborted_count: sum(apps, abortsOf),
    installing_count: sum(ofToday, unfinishedOf),
    success_rate: percentOf(success, success + failed),
    top_apps: listOf('app', tallyOf(apps, 0, everyRun).slice(0, 20)),
    os_distribution: listOf('os', tallyOf(hosts, 0, endsOf).slice(0, 15)),
    method_stats: listOf('method', tallyOf(hosts, 1, endsOf).slice(0, 10)),
    pve_versions: listOf('version', tallyOf(hosts, 2, endsOf).slice(0, 15)),
    type_stats: listOf('type', tallyOf(apps, 1, everyRun).slice(0, 10)),
    error_analysis: orNull(patterns),
    failed_apps: failedApps(apps, days.count),
    recent_records: orNull(await spellRecords(recent, store, call)),
    daily_stats: countsByDay(byDay, days, successesOf).map(({ date, count }, day) => {
      return { date, success: count, failed: failedByDay[day]?.count ?? 0 };
    }),
    gpu_stats: orNull(gpuStats(hosts)),
    error_categories: listOf('category', failuresByCategory),
    top_tools: listOf('tool', tools),
    top_addons: listOf('addon', addons),
    avg_install_duration: averageOf(durations),
    total_tools: sum(tools, ({ count }) => count),
    total_addons: sum(addons, ({ count }) => count),
    // The service lists repositories only where it is not asked for one.
    repo_slugs: readSlug(parameters) === '' ? listOf('slug', tallyOf(apps, 2, everyRun).slice(0, 20)) : null,
  };
}

function ofType(apps: readonly SummaryRow[], type: string): SummaryRow[] {
  return apps.filter(({ key }) => key[1] === type);
}

/** The average of the ends that tell a duration; 0 if none does. */
function averageOf(durations: readonly SummaryRow[]): number {
  const timed = durations.filter(({ key }) => Number(key[0]) > 0);
  const ends = sum(timed, endsOf);
  return ends === 0 ? 0 : sum(timed, (row) => Number(row.key[0]) * endsOf(row)) / ends;
}

/** Counts pairs of vendor and passthrough, where the vendor is known. */
function gpuStats(hosts: readonly SummaryRow[]): object[] {
  const pairs = new Map<string, { vendor: string; passthrough: string; count: number }>();
  for (const row of hosts) {
    const [vendor, passthrough] = row.key.slice(3).map((value) => String(value ?? '')) as [string, string];
    const pair = pairs.get(JSON.stringify([vendor, passthrough])) ?? { vendor, passthrough, count: 0 };
    pairs.set(JSON.stringify([vendor, passthrough]), pair);
    pair.count += endsOf(row);
  }
  return [...pairs.values()]
    .filter(({ vendor, count }) => count > 0 && vendor !== '' && vendor !== 'unknown')
    .sort((a, b) => b.count - a.count);
}
