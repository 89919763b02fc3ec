import type { Calendar } from '../../observe/calendar.js';
import { isFinalStatus } from '../../statuses.js';
import { checkPlan } from './check-plan.js';
import { runOutcome, type RunOutcome } from './run-outcome.js';
import { compareValues } from './sort-records.js';
import type { RecordField, StoredRecord } from './stored-record.js';
import type { SummaryPlan, SummaryRow } from './summary.js';

/** Counts that grow and shrink with the records they are told. */
export interface RunningSummary {
  /** Adds a record; or as many that do not differ in the {@link fieldsOf} the plan. */
  add(record: Partial<StoredRecord>, runs?: number): void;
  /** Takes back a record that was added with these values. */
  remove(record: Partial<StoredRecord>): void;
  /** The groups that have a run, ordered by their keys; what is not set comes first. One row if the plan has no key. */
  rows(): SummaryRow[];
}

type GroupValue = string | number | boolean | undefined;

/** Groups by their last value, or further levels by the values before it. */
type Level = Map<GroupValue, Level | Group>;

interface Group {
  /** The beginning of a bucket of time is in milliseconds. */
  readonly values: readonly GroupValue[];
  readonly outcomes: Record<RunOutcome, number>;
  /** Whole seconds → number of runs. */
  durations?: Map<number, number>;
  runs: number;
}

/**
 * Counts outcomes by group. Memory grows with the number of groups, and of different durations in each, not with the
 * number of records. The median and the 90th percentile are exact, by nearest rank: the shortest duration that at least
 * half, or 90 %, of the runs do not exceed.
 *
 * @param records - With at least {@link fieldsOf} the plan.
 * @throws TelemetryError `invalid-query` for an invalid plan, before a record is read.
 */
export async function summarizeRecords(
  records: AsyncIterable<Partial<StoredRecord>> | Iterable<Partial<StoredRecord>>,
  plan: SummaryPlan,
): Promise<SummaryRow[]> {
  const summary = runningSummary(plan);
  for await (const record of records) summary.add(record);
  return summary.rows();
}

/**
 * The fields of a record that a plan needs.
 *
 * @throws TelemetryError `invalid-query`
 */
export function fieldsOf(plan: SummaryPlan): RecordField[] {
  const { by, durations } = checkPlan(plan);
  const keys = by.map((part) => (typeof part === 'string' ? part : 'created'));
  const times: RecordField[] = durations ? ['install_duration', 'created', 'updated'] : [];
  return [...new Set<RecordField>([...keys, 'status', 'exit_code', ...times])];
}

/**
 * Makes a summary of no records.
 *
 * @throws TelemetryError `invalid-query`
 */
export function runningSummary(plan: SummaryPlan): RunningSummary {
  const { by, durations } = checkPlan(plan);
  const groups = new Set<Group>();
  const tree: Level = new Map();

  const count = (record: Partial<StoredRecord>, change: number): void => {
    const values = by.map((part) => (typeof part === 'string' ? record[part] : bucketOf(record, part)));
    const level = levelOf(tree, values);
    const value = values.at(-1);
    const known = level.get(value) as Group | undefined;
    const group = known ?? newGroup(values);
    group.runs += change;
    group.outcomes[runOutcome(record)] += change;
    const seconds = durations ? secondsOf(record) : undefined;
    if (seconds !== undefined) countDuration((group.durations ??= new Map()), seconds, change);
    if (group.runs === 0) {
      groups.delete(group);
      level.delete(value);
    } else if (known === undefined) {
      groups.add(group);
      level.set(value, group);
    }
  };

  return {
    add: (record, runs = 1) => count(record, runs),
    remove: (record) => count(record, -1),
    rows() {
      // The one group of all records is there without a record too.
      const all = by.length === 0 && groups.size === 0 ? [newGroup([])] : [...groups];
      return all.sort((a, b) => compareLists(a.values, b.values)).map((group) => rowOf(group, by));
    },
  };
}

/** The groups by their last value. Maps in maps, because to join the values into one text takes most of the time. */
function levelOf(tree: Level, values: readonly GroupValue[]): Level {
  let level = tree;
  for (const value of values.slice(0, -1)) {
    const next = (level.get(value) as Level | undefined) ?? new Map<GroupValue, Level | Group>();
    level.set(value, next);
    level = next;
  }
  return level;
}

function newGroup(values: readonly GroupValue[]): Group {
  const outcomes = { success: 0, failed: 0, blocked: 0, aborted: 0, unknown: 0, unfinished: 0 };
  return { values, outcomes, runs: 0 };
}

function countDuration(durations: Map<number, number>, seconds: number, change: number): void {
  const runs = (durations.get(seconds) ?? 0) + change;
  if (runs === 0) durations.delete(seconds);
  else durations.set(seconds, runs);
}

function bucketOf({ created }: Partial<StoredRecord>, calendar: Calendar): number | undefined {
  const ms = Date.parse(created ?? '');
  return Number.isNaN(ms) ? undefined : calendar.spanAt(ms).start;
}

/** The duration of a run that ended, in whole seconds, where it is known. */
function secondsOf({ status, install_duration, created, updated }: Partial<StoredRecord>): number | undefined {
  if (!isFinalStatus(status)) return undefined;
  if (install_duration !== undefined) return install_duration >= 0 ? Math.floor(install_duration) : undefined;
  // A record that was only stored at the end was never changed, which says nothing about the run.
  const ms = Date.parse(updated ?? '') - Date.parse(created ?? '');
  return ms > 0 ? Math.floor(ms / 1000) : undefined;
}

function compareLists(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  const place = a.findIndex((value, at) => value !== b[at]);
  return compareValues(a[place], b[place]);
}

function rowOf({ values, runs, outcomes, durations }: Group, by: readonly (RecordField | Calendar)[]): SummaryRow {
  const key = values.map((value, place) => {
    const part = by[place];
    return value !== undefined && typeof part === 'object' ? part.write(value as number) : (value ?? null);
  });
  const duration = durations && percentilesOf(durations);
  return { key, runs, ...outcomes, ...(duration && { duration }) };
}

function percentilesOf(counts: ReadonlyMap<number, number>): SummaryRow['duration'] {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const runs = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (runs === 0) return undefined;
  return { runs, median: nearestRank(sorted, runs, 50), p90: nearestRank(sorted, runs, 90) };
}

function nearestRank(
  sorted: readonly (readonly [seconds: number, runs: number])[],
  runs: number,
  percent: number,
): number {
  let rank = Math.ceil((runs * percent) / 100);
  return sorted.find(([, count]) => (rank -= count) <= 0)?.[0] as number;
}
