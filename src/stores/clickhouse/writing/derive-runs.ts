import { RECORD_FIELDS } from '../../../sources/records/record-fields.js';
import type { RecordField } from '../../../sources/records/stored-record.js';
import { FINAL_STATUSES } from '../../../statuses.js';
import { chunksOf } from '../reading/bound-values.js';
import type { Database } from '../database.js';
import { REPORTED } from '../schema/runs-table.js';

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
const DAY_MS = 86_400_000;
/** The progress of a run that is kept. */
const MOST_STEPS = 100;

/** An end that came after one that its process knew is never the first, whatever the clock says. */
const IS_END = `(r.status IN (${FINAL_STATUSES.map((status) => `'${status}'`).join(', ')}) AND NOT r.late)`;
const IS_PROGRESS = "r.status IN ('validation', 'configuring')";
const IS_BEGIN = "r.status = 'installing'";

const STATUS = `multiIf(ends, argMin(toString(r.status), r.rank),
  countIf(r.status = 'configuring') > 0, 'configuring', countIf(r.status = 'validation') > 0, 'validation', 'installing')`;

/** The last report that changed the status or the progress of a run, where it is not the first one. */
const LAST_POSITION = `multiIf(ends, any(r.first_end),
  greatest(minIf(r.position, ${IS_BEGIN}), arrayMax(arraySlice(steps, 1, if(steps[${MOST_STEPS}] > minIf(r.position, ${IS_BEGIN}) AND countIf(${IS_BEGIN}) > 0, ${MOST_STEPS - 1}, ${MOST_STEPS})))))`;

/** Merges the reports of a run as `merge-report.ts` does. */
const SELECT = `
  WITH any(r.first_end) != 0 AS ends,
    groupArraySortedIf(${MOST_STEPS})(r.position, ${IS_PROGRESS}) AS steps,
    ${LAST_POSITION} AS last_position
  SELECT
    toDate(min(r.at), 'UTC') AS day_of_run,
    intDiv(toUnixTimestamp64Micro(min(r.at)), 1000) AS created_ms,
    if(last_position = min(r.position), NULL, ${millisecondsAt('last_position')}) AS updated_ms,
    r.key AS key_of_run,
    uniqExact(r.sequence) AS reports_of_run,
    0 AS is_removed,
    toUnixTimestamp64Micro(now64(6)) AS changed_at,
    ${REPORTED.map((field) => `${field === 'status' ? STATUS : valueOf(field)} AS ${field}_of_run`).join(',\n    ')}
  FROM (
    SELECT *, minIf(position, ${IS_END}) OVER (PARTITION BY key) AS first_end,
      if(position = first_end, 0, position) AS rank
    FROM reports AS r`;
const GROUPED = ') AS r GROUP BY r.key';

const INSERT = `INSERT INTO runs (day, created, updated, key, version, removed, changed, ${REPORTED.join(', ')})`;

/**
 * Makes the rows of these runs from all reports of theirs that are stored. Doing it again changes nothing; of two that
 * run at once, the one that has seen more reports stands.
 *
 * @param days - The days on which their reports lie.
 */
export async function deriveRuns(
  database: Database,
  keys: readonly string[],
  days: readonly string[],
  limit: { readonly signal: AbortSignal },
): Promise<void> {
  const where = 'WHERE r.day IN {days:Array(Date)} AND r.key IN {keys:Array(String)}';
  for (const some of chunksOf(keys))
    await database.run(`${INSERT} ${SELECT} ${where} ${GROUPED}`, limit, { values: { keys: some, days } });
}

/** Higher than any number of reports: a row of a later moment never stands again. */
const VERSION_OF_REMOVED = 2 ** 32;

/**
 * Removes the rows that were made of these runs before an earlier report of theirs became visible: they have another
 * `created`, and so no later row replaces them.
 */
export async function removeLaterRows(
  database: Database,
  keys: readonly string[],
  days: readonly string[],
  limit: { readonly signal: AbortSignal },
): Promise<void> {
  const rows = `
    SELECT m.day AS day, m.created AS created, m.key AS key, min(m.created) OVER (PARTITION BY m.key) AS first_created
    FROM runs AS m FINAL WHERE m.day IN {days:Array(Date)}
      AND m.created >= {from:Int64} AND m.created < {to:Int64} AND m.key IN {keys:Array(String)}`;
  const remove = `
    INSERT INTO runs (day, created, key, version, removed, changed)
    SELECT l.day, l.created, l.key, ${VERSION_OF_REMOVED}, 1, toUnixTimestamp64Micro(now64(6))
    FROM (${rows}) AS l WHERE l.created > l.first_created`;
  const moments = days.map((day) => Date.parse(day));
  const [from, to] = [Math.min(...moments), Math.max(...moments) + DAY_MS];
  for (const some of chunksOf(keys)) await database.run(remove, limit, { values: { keys: some, days, from, to } });
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
  await database.run(`${INSERT} ${SELECT} WHERE r.key GLOBAL IN (${forgotten}) ${GROUPED}`, limit);
}

/** The first end's value; of a field that others say too, else the first value that is set. */
function valueOf(field: RecordField): string {
  const isNumber = RECORD_FIELDS[field] === 'number' || RECORD_FIELDS[field] === 'flag';
  const value = isNumber ? `r.${field}` : `toString(r.${field})`;
  const unset = WITH_ZERO.includes(field) ? '-1' : isNumber ? '0' : "''";
  const counts = OF_END.includes(field)
    ? `r.rank = 0 OR (r.first_end = 0 AND ${value} != ${unset})`
    : `${value} != ${unset}`;
  const chosen = `argMin(${value}, if(${counts}, r.rank, bitNot(toUInt128(0))))`;
  return isNumber ? `nullIf(${chosen}, ${unset})` : chosen;
}

function millisecondsAt(position: string): string {
  return `intDiv(toInt64(bitShiftRight(${position}, 64)), 1000)`;
}
