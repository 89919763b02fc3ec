import type { SummaryRow } from '../../sources/records/summary.js';
import { everyRun, sum, tallyOf } from './tally.js';

/** The runs of an app, whatever their types. */
export interface AppRuns {
  readonly app: string;
  /** The most frequent one. */
  readonly type: string;
  readonly runs: number;
  readonly groups: readonly SummaryRow[];
}

/**
 * Joins groups of runs by app, the app with most runs first.
 *
 * @param rows - With app and type at the beginning of their keys.
 */
export function appsOf(rows: readonly SummaryRow[]): AppRuns[] {
  const groupsOfApps = new Map<string, SummaryRow[]>();
  for (const row of rows) {
    const app = String(row.key[0]);
    const known = groupsOfApps.get(app);
    if (known) known.push(row);
    else groupsOfApps.set(app, [row]);
  }
  return [...groupsOfApps]
    .map(([app, groups]) => {
      return { app, type: tallyOf(groups, 1, everyRun)[0]?.name ?? '', runs: sum(groups, everyRun), groups };
    })
    .sort((a, b) => b.runs - a.runs || (a.app < b.app ? -1 : 1));
}

/** Names five of the apps, in one text. */
export function someOf(apps: Iterable<string>): string {
  return [...apps].slice(0, 5).join(', ');
}
