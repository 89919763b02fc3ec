import { RECORD_FIELDS } from '../../sources/records/record-fields.js';
import type { RecordField } from '../../sources/records/stored-record.js';
import { FINAL_STATUSES } from '../../statuses.js';
import { chunksOf } from './bound-values.js';
import type { Database } from './database.js';
import { REPORTED } from './runs-table.js';

/** What only an end says of a run that has ended. */
const OF_END: readonly RecordField[] = [
  'exit_code',
  'error',
  'error_category',
  'failed_command',
  'failed_line',
  'install_duration',
];
/** Numbers of which 0 is a value. In `reports` they are -1 where they are not set. */
const WITH_ZERO: readonly RecordField[] = ['exit_code', 'ct_type', 'has_arm'];
/** How long it may take to look for runs that were forgotten, in milliseconds. */
const FORGOTTEN_MS = 60_000;
/** The progress of a run that is kept. */
const MOST_STEPS = 100;

const IS_END = `r.status IN (${FINAL_STATUSES.map((status) => `'${status}'`).join(', ')})`;
const IS_PROGRESS = "r.status IN ('validation', 'configuring')";
const IS_BEGIN = "r.status = 'installing'";

const STATUS = `multiIf(ends > 0, argMinIf(toString(r.status), r.position, ${IS_END}),
  countIf(r.status = 'configuring') > 0, 'configuring', countIf(r.status = 'validation') > 0, 'validation', 'installing')`;

/** The last report that changed the status or the progress of a run, where it is not the first one. */
const LAST_POSITION = `multiIf(ends > 0, minIf(r.position, ${IS_END}),
  greatest(minIf(r.position, ${IS_BEGIN}), arrayMax(arraySlice(steps, 1, if(steps[${MOST_STEPS}] > minIf(r.position, ${IS_BEGIN}) AND countIf(${IS_BEGIN}) > 0, ${MOST_STEPS - 1}, ${MOST_STEPS})))))`;

/** Merges the reports of a run as `merge-report.ts` does. */
const SELECT = `
  SELECT
    toDate(min(r.at), 'UTC') AS day_of_run,
    intDiv(toUnixTimestamp64Micro(min(r.at)), 1000) AS created_ms,
    if(last_position = min(r.position), NULL, ${millisecondsAt('last_position')}) AS updated_ms,
    r.key AS key_of_run,
    uniqExact(r.sequence) AS reports_of_run,
    0 AS is_removed,
    toUnixTimestamp64Micro(now64(6)) AS changed_at,
    ${REPORTED.map((field) => `${field === 'status' ? STATUS : valueOf(field)} AS ${field}_of_run`).join(',\n    ')}
  FROM reports AS r`;

const WITH = `
  WITH countIf(${IS_END}) AS ends,
    groupArraySortedIf(${MOST_STEPS})(r.position, ${IS_PROGRESS}) AS steps,
    ${LAST_POSITION} AS last_position`;

const INSERT = `INSERT INTO runs (day, created, updated, key, version, removed, changed, ${REPORTED.join(', ')})`;

/**
 * Makes the rows of these runs from all reports of theirs that are stored. Doing it again changes nothing; of two that
 * run at once, the one that has seen more reports stands.
 *
 * @param days - The days of the runs: those of their first reports.
 */
export async function deriveRuns(
  database: Database,
  keys: readonly string[],
  days: readonly string[],
  limit: { readonly signal: AbortSignal },
): Promise<void> {
  const where = 'WHERE r.day IN {days:Array(Date)} AND r.key IN {keys:Array(String)} GROUP BY r.key';
  for (const some of chunksOf(keys))
    await database.run(`${INSERT} ${WITH} ${SELECT} ${where}`, limit, { values: { keys: some, days } });
}

/**
 * Makes the rows of runs that a process stored reports of and ended before it made them, in the last hour. No such report
 * was answered.
 */
export async function deriveForgotten(database: Database): Promise<void> {
  const limit = { signal: AbortSignal.timeout(FORGOTTEN_MS) };
  const forgotten = `
    SELECT f.key FROM (
      SELECT r.key AS key, toUnixTimestamp64Micro(r.at) AS reported, 0 AS made FROM reports AS r WHERE r.at > now() - toIntervalHour(1)
      UNION ALL SELECT m.key, 0, m.changed FROM runs AS m WHERE m.changed > toUnixTimestamp64Micro(now64(6)) - 3600000000
    ) AS f GROUP BY f.key HAVING max(f.reported) > max(f.made)`;
  await database.run(`${INSERT} ${WITH} ${SELECT} WHERE r.key IN (${forgotten}) GROUP BY r.key`, limit);
}

/** The first end's value; of a field that others say too, else the first value that is set. */
function valueOf(field: RecordField): string {
  const value =
    RECORD_FIELDS[field] === 'number' || RECORD_FIELDS[field] === 'flag' ? `r.${field}` : `toString(r.${field})`;
  const unset = WITH_ZERO.includes(field) ? '-1' : RECORD_FIELDS[field] === 'number' ? '0' : "''";
  const ofEnd = `argMinIf(${value}, r.position, ${IS_END})`;
  const first = `argMinIf(${value}, r.position, ${value} != ${unset})`;
  const isSet = `countIf(${value} != ${unset}) > 0`;
  const hasEndValue = OF_END.includes(field) ? 'ends > 0' : `ends > 0 AND ${ofEnd} != ${unset}`;
  const chosen = `multiIf(${hasEndValue}, ${ofEnd}, ${isSet}, ${first}, ${unset})`;
  return RECORD_FIELDS[field] === 'number' || RECORD_FIELDS[field] === 'flag' ? `nullIf(${chosen}, ${unset})` : chosen;
}

function millisecondsAt(position: string): string {
  return `intDiv(toInt64(bitShiftRight(${position}, 64)), 1000)`;
}
