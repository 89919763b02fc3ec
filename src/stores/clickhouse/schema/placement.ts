/** A table, apart from where it lies. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly engine: 'MergeTree' | 'AggregatingMergeTree' | 'ReplacingMergeTree';
  readonly engineArguments?: readonly string[];
  readonly partitionBy?: string;
  readonly orderBy: string;
  readonly ttl?: string;
  readonly settings?: readonly string[];
}

/** Where tables lie: on one server, or on every shard of a cluster behind a Distributed table. */
export interface Placement {
  /** Where the views and their targets are: the name of a table on each server. */
  readonly local: (table: string) => string;
  /** What follows the name in a statement that changes tables. */
  readonly onCluster: string;
  readonly create: (table: Table) => string[];
}

/** How many inserts are remembered, so that one that is sent again is stored once. */
const REMEMBERED_INSERTS = 10_000;

/** Tables on one server. */
export const ONE_SERVER: Placement = {
  local: (table) => table,
  onCluster: '',
  create: (table) => [
    createLocal(table, table.name, '', engineOf(table), `non_replicated_deduplication_window = ${REMEMBERED_INSERTS}`),
  ],
};

/**
 * Tables on a cluster. All reports of a run lie on one shard. The servers' `{shard}` and `{replica}` say where a copy
 * is.
 *
 * @param database - A checked name.
 * @param cluster - A checked name.
 */
export function onCluster(database: string, cluster: string, isReplicated: boolean = true): Placement {
  const clause = ` ON CLUSTER ${cluster}`;
  const local = (table: string): string => `${table}_of_shard`;
  return {
    local,
    onCluster: clause,
    create(table) {
      const { name, engine, orderBy, engineArguments = [] } = table;
      const path = `/clickhouse/tables/{shard}/${database}/${name}`;
      const replicated = `Replicated${engine}(${[`'${path}'`, "'{replica}'", ...engineArguments].join(', ')})`;
      const remembered = `${isReplicated ? '' : 'non_'}replicated_deduplication_window = ${REMEMBERED_INSERTS}`;
      const shardBy = `cityHash64(${orderBy.includes('key') ? 'key' : 'sequence'})`;
      return [
        createLocal(table, local(name), clause, isReplicated ? replicated : engineOf(table), remembered),
        `CREATE TABLE IF NOT EXISTS ${name}${clause} AS ${local(name)}
         ENGINE = Distributed(${cluster}, ${database}, ${local(name)}, ${shardBy})`,
      ];
    },
  };
}

function engineOf({ engine, engineArguments = [] }: Table): string {
  return `${engine}(${engineArguments.join(', ')})`;
}

function createLocal(
  { columns, partitionBy, orderBy, ttl, settings = [] }: Table,
  name: string,
  onCluster: string,
  engine: string,
  remembered: string,
): string {
  // An insert that is answered is on the disk, as its merged parts are later.
  const all = [remembered, 'fsync_after_insert = 1', 'fsync_part_directory = 1', ...settings];
  return `
    CREATE TABLE IF NOT EXISTS ${name}${onCluster} (${columns.join(', ')})
    ENGINE = ${engine}
    ${partitionBy === undefined ? '' : `PARTITION BY ${partitionBy}`}
    ORDER BY ${orderBy}
    ${ttl === undefined ? '' : `TTL ${ttl}`}
    SETTINGS ${all.join(', ')}`;
}
