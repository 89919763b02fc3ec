import { TelemetryError } from '../../../errors.js';
import { isMissing } from '../clickhouse-errors.js';
import type { CheckedOptions } from '../clickhouse-options.js';
import type { Database } from '../database.js';
import { MIGRATIONS } from './migrations.js';
import type { Table } from './placement.js';

/** How long making the tables may take, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Tables whose rows are removed when their run is old. */
const OF_RUNS = ['reports', 'runs', 'keys'];

/**
 * Makes the database and its tables where they are missing, and takes the migrations that were not taken.
 *
 * @throws TelemetryError `unavailable` if a later version of this package has changed them; else what the client throws.
 */
export async function makeTables(database: Database, options: CheckedOptions): Promise<void> {
  const limit = { signal: AbortSignal.timeout(PATIENCE_MS) };
  const { onCluster } = database.placement;
  const taken = await migrationsTaken(database, options, limit);
  if (taken > MIGRATIONS.length)
    throw new TelemetryError('unavailable', 'clickhouse: a later version of the package has changed the tables', {
      fate: 'not-sent',
    });
  if (taken < MIGRATIONS.length) {
    for (const statement of database.placement.create(MIGRATIONS_TABLE)) await database.run(statement, limit);
    for (const [place, step] of MIGRATIONS.entries()) {
      if (place < taken) continue;
      for (const statement of step(database.placement)) await database.run(statement, limit);
      await database.run(`INSERT INTO migrations (number) VALUES (${place + 1})`, limit);
    }
  }
  if (options.retentionDays === undefined) return;
  // Days begin at midnight: counted from there, the first day is not a whole one.
  const ttl = `day + toIntervalDay(${options.retentionDays + 1})`;
  for (const table of OF_RUNS.map(database.placement.local)) {
    if (await hasTtl(database, table, ttl, limit)) continue;
    await database.run(`ALTER TABLE ${table}${onCluster} MODIFY TTL ${ttl}`, limit);
  }
}

/** Says which migrations were taken. */
export const MIGRATIONS_TABLE: Table = {
  name: 'migrations',
  engine: 'MergeTree',
  columns: ['number UInt32', "at DateTime('UTC') DEFAULT now()", 'sequence UInt64'],
  orderBy: 'number',
};

async function migrationsTaken(
  database: Database,
  options: CheckedOptions,
  limit: { readonly signal: AbortSignal },
): Promise<number> {
  try {
    const select = 'SELECT max(number) AS taken FROM migrations';
    for await (const rows of database.read<{ taken: number }>(select, {}, limit)) return rows[0]?.taken ?? 0;
    return 0;
  } catch (thrown) {
    if (isMissing(thrown, 'table')) return 0;
    if (!isMissing(thrown, 'database')) throw thrown;
    const create = `CREATE DATABASE IF NOT EXISTS ${options.database}${database.placement.onCluster} ENGINE = Atomic`;
    await database.run(create, limit, { database: 'default' });
    return 0;
  }
}

async function hasTtl(
  database: Database,
  table: string,
  ttl: string,
  limit: { readonly signal: AbortSignal },
): Promise<boolean> {
  const select =
    'SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = {table:String} AND position(create_table_query, {ttl:String}) > 0';
  for await (const rows of database.read(select, { table, ttl: `TTL ${ttl}` }, limit)) return rows.length > 0;
  return false;
}
