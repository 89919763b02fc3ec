import type { Placement } from './placement.js';

/** Fields that are the end's alone once there is one. `-1` is a code that is not set. */
const END_TEXTS = ['error', 'error_category', 'failed_command'];
const END_NUMBERS = ['failed_line', 'install_duration'];
const FACTS = [
  ...['type', 'nsapp', 'method', 'os_type', 'os_version', 'pve_version', 'kernel_version', 'app_version'],
  ...['cpu_vendor', 'cpu_model', 'gpu_vendor', 'gpu_model', 'gpu_passthrough', 'ram_speed', 'arch', 'platform'],
  ...['repo_source', 'repo_slug'],
];
const NUMBERS = ['core_count', 'ram_size'];
/** Those of which 0 is a value. They are `-1` where they are not set. */
const CODES = ['ct_type', 'has_arm'];
/** Not of few values. */
const LONG_TEXTS = ['random_id', 'execution_id', 'error', 'failed_command'];

const MOMENT = "DateTime64(6, 'UTC')";
const FAR_POSITION = 'bitNot(toUInt128(0))';

/** A report that ends a run, as far as its process knew. */
const FIRST_END = "(r.status IN ('success', 'failed', 'aborted', 'unknown') AND NOT r.late)";
const ANY_END = "r.status IN ('success', 'failed', 'aborted', 'unknown')";

/**
 * The tables of the first version.
 *
 * - `reports` has every report as it came. `at` is the server's time of receipt; `position` is that and a number that no
 *   other report has, so that two reports are never at one position.
 * - `runs` has one row of each run in each part, merged: of each field the value at the lowest position, which begins with
 *   a rank. `FINAL` merges what is not merged yet.
 * - `keys` finds a run by its key, and has its first end.
 * - `attempts` finds runs by their `random_id`.
 * - `changes` says which runs were reported, by time, for a day.
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
      ],
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(day, key, at, sequence)',
      settings: ['index_granularity = 1024'],
    }),
    ...create({
      name: 'runs',
      engine: 'AggregatingMergeTree',
      columns: [
        'day Date',
        'key String',
        `created SimpleAggregateFunction(min, ${MOMENT})`,
        `begun SimpleAggregateFunction(min, UInt128) DEFAULT ${FAR_POSITION}`,
        `progressed SimpleAggregateFunction(max, ${MOMENT})`,
        `ended SimpleAggregateFunction(min, UInt128) DEFAULT ${FAR_POSITION}`,
        ...['status', 'random_id', 'execution_id', ...END_TEXTS, ...FACTS].map((name) => state(name, 'String')),
        ...['exit_code', ...CODES].map((name) => state(name, 'Int64')),
        ...[...END_NUMBERS, ...NUMBERS].map((name) => state(name, 'UInt64')),
        state('disk_size', 'Float64'),
      ],
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(day, key)',
    }),
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
      name: 'attempts',
      engine: 'AggregatingMergeTree',
      columns: [
        'random_id String',
        'key String',
        'day SimpleAggregateFunction(min, Date)',
        `created SimpleAggregateFunction(min, ${MOMENT})`,
      ],
      orderBy: '(random_id, key)',
      settings: ['index_granularity = 512'],
    }),
    ...create({
      name: 'changes',
      engine: 'MergeTree',
      columns: [`at ${MOMENT}`, 'sequence UInt64', 'day Date', 'key String'],
      partitionBy: "toDate(at, 'UTC')",
      orderBy: '(at, sequence, key)',
      ttl: "toDateTime(at, 'UTC') + toIntervalDay(1)",
      settings: ['ttl_only_drop_parts = 1', 'index_granularity = 1024'],
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
      'runs',
      `
      r.day AS day,
      r.key AS key,
      min(r.at) AS created,
      min(if(r.status = 'installing', r.position, ${FAR_POSITION})) AS begun,
      max(if(r.status IN ('validation', 'configuring'), r.at, toDateTime64(0, 6, 'UTC'))) AS progressed,
      min(if(${FIRST_END}, r.position, ${FAR_POSITION})) AS ended,
      argMinState(toString(r.status), ${ranked(
        `multiIf(${FIRST_END}, 0, ${ANY_END}, 4, r.status = 'configuring', 1, r.status = 'validation', 2, 3)`,
      )}) AS status,
      ${END_TEXTS.map((name) => ofEnd(name, `toString(r.${name})`, `r.${name} != ''`)).join(', ')},
      ${ofEnd('exit_code', 'r.exit_code', 'r.exit_code != -1')},
      ${END_NUMBERS.map((name) => ofEnd(name, `r.${name}`, `r.${name} != 0`)).join(', ')},
      ${['random_id', 'execution_id', ...FACTS].map((name) => fact(name, `toString(r.${name})`, `r.${name} != ''`)).join(', ')},
      ${[...NUMBERS, 'disk_size'].map((name) => fact(name, `r.${name}`, `r.${name} != 0`)).join(', ')},
      ${CODES.map((name) => fact(name, `r.${name}`, `r.${name} != -1`)).join(', ')}
      FROM ${local('reports')} AS r GROUP BY r.day, r.key`,
    ),
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
    view(
      'attempts',
      `
      r.random_id AS random_id, r.key AS key, min(r.day) AS day, min(r.at) AS created
      FROM ${local('reports')} AS r WHERE r.random_id != r.key GROUP BY r.random_id, r.key`,
    ),
    view('changes', `r.at AS at, r.sequence AS sequence, r.day AS day, r.key AS key FROM ${local('reports')} AS r`),
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

/** A field of which the first end's value stands, set or not; before it, the first that is set. */
function ofEnd(name: string, value: string, isSet: string): string {
  return `argMinState(${value}, ${ranked(`multiIf(${FIRST_END}, 0, ${ANY_END}, 2, ${isSet}, 1, 255)`)}) AS ${name}`;
}

/** A field of which the first end's value stands if it is set, else the first that is. */
function fact(name: string, value: string, isSet: string): string {
  return `argMinState(${value}, ${ranked(`multiIf(NOT (${isSet}), 255, ${FIRST_END}, 0, 1)`)}) AS ${name}`;
}
