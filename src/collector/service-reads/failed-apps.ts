import type { SummaryRow } from '../../sources/records/summary.js';
import { appsOf } from './apps.js';
import { failuresOf, percentOf, sum } from './tally.js';

/**
 * Lists the apps that fail most often, in the service's order: up to eight of containers, up to eight of other types, and
 * further ones of containers up to 16.
 *
 * @param rows - With app and type at the beginning of their keys.
 */
export function failedApps(rows: readonly SummaryRow[], days: number): object[] {
  const failing = appsOf(rows)
    .map(({ app, type, runs, groups }) => ({ app, type, total_count: runs, failed_count: sum(groups, failuresOf) }))
    .filter(({ total_count, failed_count }) => failed_count > 0 && total_count >= leastRuns(days))
    .map((counts) => ({ ...counts, failure_rate: percentOf(counts.failed_count, counts.total_count) }))
    .sort((a, b) => b.failure_rate - a.failure_rate);
  const containers = failing.filter(({ type }) => type === 'lxc');
  const others = failing.filter(({ type }) => type !== 'lxc');
  return [...containers.slice(0, 8), ...others.slice(0, 8), ...containers.slice(8)].slice(0, 16);
}

/** How many runs an app needs to be listed. */
function leastRuns(days: number): number {
  if (days <= 1) return 5;
  if (days <= 7) return 15;
  return days <= 30 ? 40 : 100;
}
