import type { Placement } from './placement.js';
import { RUNS } from './runs-table.js';

/** Numbers that only an end gives, once there is one. */
const END_NUMBERS = ['failed_line', 'install_duration'];
const FACTS = [
  ...['type', 'nsapp', 'method', 'os_type', 'os_version', 'pve_version', 'kernel_version', 'app_version'],
  ...['cpu_vendor', 'cpu_model', 'gpu_vendor', 'gpu_model', 'gpu_passthrough', 'ram_speed', 'arch', 'platform'],
  ...['repo_source', 'repo_slug'],
];
const NUMBERS = ['core_count', 'ram_size'];
/** Those of which 0 is a value. They are `-1` where they are not set, as `exit_code` is. */
const CODES = ['ct_type', 'has_arm'];
/** Not of few values. */
const LONG_TEXTS = ['random_id', 'execution_id', 'error', 'failed_command'];

const MOMENT = "DateTime64(6, 'UTC')";
const FAR_POSITION = 'bitNot(toUInt128(0))';

/** A report that ends a run, as far as its process knew. */
const FIRST_END = "(r.status IN ('success', 'failed', 'aborted', 'unknown') AND NOT r.late)";

/**
 * The tables of the first version.
 *
 * - `reports` has every report as it came. `at` is the server's time of receipt; `position` is that and a number that no
 *   other report has, so that two reports are never at one position.
 * - `runs` has one row of each run, for reading; see {@link RUNS}.
 * - `keys` finds a run by its key, and has its first end.
 * - `refusals` has what was refused.
 *
 * `day` is the day of a run's first report, so that all rows of a run are in one partition and are removed together.
 */
export function firstTables(placement: Placement): string[] {
  const { local, onCluster, create } = placement;
  const view = (target: string, select: string): string =>
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${target}_from_reports${onCluster} TO ${local(target)} AS
     SELECT ${select}`;
  return [
    ...create({
      name: 'reports',
      engine: 'MergeTree',
      columns: [
        'sequence UInt64',
        'row UInt16',
        `at ${MOMENT} DEFAULT addMicroseconds(now64(6, 'UTC'), row)`,
        'position UInt128 DEFAULT bitShiftLeft(toUInt128(toUnixTimestamp64Micro(at)), 64) + sequence',
        'began Date',
        "day Date DEFAULT if(began = toDate(0), toDate(subtractMicroseconds(at, row), 'UTC'), began)",
        'key String',
        'late Bool',
        'status LowCardinality(String)',
        'exit_code Int64 DEFAULT -1',
        ...LONG_TEXTS.map((name) => `${name} String`),
        'error_category LowCardinality(String)',
        ...FACTS.map((name) => `${name} LowCardinality(String)`),
        ...[...END_NUMBERS, ...NUMBERS].map((name) => `${name} UInt64`),
        'disk_size Float64',
        ...CODES.map((name) => `${name} Int64 DEFAULT -1`),
        'INDEX by_at at TYPE minmax GRANULARITY 1',
      ],
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(day, key, at, sequence)',
      settings: ['index_granularity = 256'],
    }),
    ...create(RUNS),
    ...create({
      name: 'keys',
      engine: 'AggregatingMergeTree',
      columns: [
        'key String',
        'day SimpleAggregateFunction(min, Date)',
        `begun SimpleAggregateFunction(min, UInt128) DEFAULT ${FAR_POSITION}`,
        `ended SimpleAggregateFunction(min, UInt128) DEFAULT ${FAR_POSITION}`,
        state('end_status', 'String'),
        state('end_code', 'Int64'),
      ],
      orderBy: 'key',
      settings: ['index_granularity = 512'],
    }),
    ...create({
      name: 'refusals',
      engine: 'MergeTree',
      columns: [
        'sequence UInt64',
        'row UInt16',
        `at ${MOMENT} DEFAULT addMicroseconds(now64(6, 'UTC'), row)`,
        'reason String',
        'body String',
      ],
      partitionBy: "toDate(at, 'UTC')",
      orderBy: '(at, sequence)',
      ttl: "toDateTime(at, 'UTC') + toIntervalDay(30)",
      settings: ['ttl_only_drop_parts = 1', 'index_granularity = 256'],
    }),
    view(
      'keys',
      `
      r.key AS key,
      min(r.day) AS day,
      min(if(r.status = 'installing', r.position, ${FAR_POSITION})) AS begun,
      min(if(${FIRST_END}, r.position, ${FAR_POSITION})) AS ended,
      argMinState(toString(r.status), ${ranked(`if(${FIRST_END}, 0, 255)`)}) AS end_status,
      argMinState(r.exit_code, ${ranked(`if(${FIRST_END}, 0, 255)`)}) AS end_code
      FROM ${local('reports')} AS r GROUP BY r.key`,
    ),
  ];
}

/** The value of a field at the lowest position, with that position, so that rows merge in any order. */
function state(name: string, type: string): string {
  return `${name} AggregateFunction(argMin, ${type}, UInt128)`;
}

/** A position that a lower rank comes before. */
function ranked(rank: string): string {
  return `r.position + bitShiftLeft(toUInt128(${rank}), 120)`;
}
