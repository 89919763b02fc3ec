import { TelemetryError } from '../../errors.js';
import { LONGEST_TIMER_MS } from '../../sources/http/read-call.js';
import { whenAborted } from '../../when-aborted.js';
import { toReadError } from './clickhouse-errors.js';
import type { CheckedOptions } from './clickhouse-options.js';
import { type Client, loadClient, type Settings } from './load-client.js';
import { ONE_SERVER, onCluster, type Placement } from './schema/placement.js';

/** Values of a statement, by the names in its `{name:Type}`. */
export type Values = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;

/** What ends a statement. */
interface Limit {
  readonly signal: AbortSignal;
}

/** Not left to the server, because servers have other defaults. */
const SETTINGS: Settings = {
  async_insert: 0,
  // An insert that is sent again does not change what the views made of it.
  deduplicate_blocks_in_dependent_materialized_views: 1,
  insert_deduplicate: 1,
};
const SETTINGS_OF_READS: Settings = {
  // No number that is stored is beyond 2^53.
  output_format_json_quote_64bit_integers: 0,
  // The server ends a read with its request, if it knows that it is one.
  cancel_http_readonly_queries_on_client_close: 1,
  readonly: '2',
  // Rows are sent when they are there. An exception after them is an error of the client.
  wait_end_of_query: 0,
  // An index of a row that was replaced does not hide the row that replaced it.
  use_skip_indexes_if_final: 1,
  use_skip_indexes_if_final_exact_mode: 1,
  // All rows of a run are in one partition.
  do_not_merge_across_partitions_select_final: 1,
  prefer_column_name_to_alias: 1,
  transform_null_in: 0,
};
/** An insert is on enough replicas, and what it changed is read from any of them. */
const SETTINGS_OF_CLUSTER: Settings = {
  distributed_foreground_insert: 1,
  insert_quorum: 'auto',
  insert_quorum_parallel: 0,
  select_sequential_consistency: '1',
};

/** Runs statements. The first one makes the tables or migrates them. */
export class Database {
  readonly placement: Placement;
  readonly cluster: string | undefined;
  readonly #options: CheckedOptions;
  readonly #makeTables: (database: Database, options: CheckedOptions) => Promise<void>;
  readonly #closed: AbortController = new AbortController();
  #client: Promise<Client> | undefined;
  #ready: Promise<void> | undefined;

  constructor(
    options: CheckedOptions,
    makeTables: (database: Database, options: CheckedOptions) => Promise<void>,
    placement?: Placement,
  ) {
    this.#options = options;
    this.#makeTables = makeTables;
    const { database, cluster } = options;
    this.cluster = cluster;
    this.placement = placement ?? (cluster === undefined ? ONE_SERVER : onCluster(database, cluster));
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  /**
   * Reads all rows of a statement.
   *
   * @throws TelemetryError `unreachable` if it fails or the store is closed; the signal's reason if it aborts.
   */
  async select<Row>(sql: string, values: Values, limit: Limit): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const some of this.stream<Row>(sql, values, limit)) for (const row of some) rows.push(row);
    return rows;
  }

  /** Reads the rows of a statement, some at a time, in constant memory. Throws as {@link select} does. */
  async *stream<Row>(sql: string, values: Values, { signal }: Limit): AsyncGenerator<Row[], void> {
    try {
      await this.ready(signal);
      yield* this.read<Row>(sql, values, { signal });
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      throw this.isClosed ? closedError() : toReadError(thrown);
    }
  }

  /** As {@link stream}, before there are tables. Throws what the client throws. */
  async *read<Row>(sql: string, values: Values, { signal }: Limit): AsyncGenerator<Row[], void> {
    const own = this.#ownSignal(signal);
    try {
      const query_id = crypto.randomUUID();
      const result = await (
        await this.#connected()
      ).query({
        query: sql,
        query_params: values,
        // A list would be too long for a URL.
        use_multipart_params: Object.keys(values).length > 0,
        clickhouse_settings: SETTINGS_OF_READS,
        format: 'JSONEachRow',
        query_id,
        abort_signal: own.signal,
      });
      checkAnswer(result.response_headers, query_id);
      const reader = result.stream<Row>().getReader();
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          yield value.map((row) => row.json());
        }
      } finally {
        await reader.cancel().catch(() => undefined);
      }
    } finally {
      own.leave();
    }
  }

  /** Inserts rows as one block, once for one token. Throws what the client throws; the outcome is then unknown. */
  async insert(table: string, rows: readonly object[], token: string, query_id: string, limit: Limit): Promise<void> {
    const own = this.#ownSignal(limit.signal);
    try {
      const { response_headers } = await (
        await this.#connected()
      ).insert({
        table,
        values: rows,
        format: 'JSONEachRow',
        query_id,
        abort_signal: own.signal,
        clickhouse_settings: {
          insert_deduplication_token: token,
          // One block, and so one part of each partition.
          input_format_parallel_parsing: 0,
          max_insert_block_size: '1048576',
        },
      });
      checkAnswer(response_headers, query_id);
    } finally {
      own.leave();
    }
  }

  /** Runs a statement that changes tables. Throws what the client throws. */
  async run(
    sql: string,
    { signal }: Limit,
    { database = this.#options.database, values = {} }: { readonly database?: string; readonly values?: Values } = {},
  ): Promise<void> {
    const own = this.#ownSignal(signal);
    try {
      const query_id = crypto.randomUUID();
      const isUsual = database === this.#options.database;
      const client = await (isUsual ? this.#connected() : this.#connect(database));
      const { response_headers } = await client.command({
        query: sql,
        query_params: values,
        query_id,
        abort_signal: own.signal,
      });
      checkAnswer(response_headers, query_id);
    } finally {
      own.leave();
    }
  }

  /** Makes the tables if they are not known to be there. Rejects as soon as the signal aborts or the store is closed. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.isClosed) throw closedError();
    if (signal.aborted) throw signal.reason;
    this.#ready ??= this.#makeTables(this, this.#options).catch((thrown: unknown) => {
      this.#ready = undefined;
      throw thrown;
    });
    const made = this.#ready;
    const leaves: (() => void)[] = [];
    await new Promise<void>((resolve, reject) => {
      leaves.push(
        whenAborted(signal, () => reject(signal.reason as Error)),
        whenAborted(this.#closed.signal, () => reject(closedError())),
      );
      made.then(resolve, reject);
    }).finally(() => leaves.forEach((leave) => leave()));
  }

  /** Ends what is read. */
  async close(): Promise<void> {
    this.#closed.abort();
    await (await this.#client?.catch(() => undefined))?.close();
  }

  #connected(): Promise<Client> {
    return (this.#client ??= this.#connect(this.#options.database));
  }

  async #connect(database: string): Promise<Client> {
    const { createClient } = await loadClient();
    const { url, username, password, cluster } = this.#options;
    return createClient({
      url,
      database,
      username,
      password,
      application: 'community-scripts-telemetry',
      log: { level: 127 },
      // The limits are those of the callers.
      request_timeout: LONGEST_TIMER_MS,
      keep_alive: { enabled: false },
      fetch: fetchHere,
      clickhouse_settings: cluster === undefined ? SETTINGS : { ...SETTINGS, ...SETTINGS_OF_CLUSTER },
    });
  }

  /** The client sets `onabort` of the signal it is given, and ignores one that has aborted already. */
  #ownSignal(signal: AbortSignal): { readonly signal: AbortSignal; readonly leave: () => void } {
    if (signal.aborted) throw signal.reason;
    if (this.isClosed) throw closedError();
    const controller = new AbortController();
    const leaves = [signal, this.#closed.signal].map((one) => whenAborted(one, () => controller.abort()));
    return { signal: controller.signal, leave: () => leaves.forEach((leave) => leave()) };
  }
}

function closedError(): TelemetryError {
  return new TelemetryError('unreachable', 'clickhouse: the store is closed', { fate: 'not-sent' });
}

/** Follows no redirect, which would take reports and the password to another server. A browser gives it the status 0. */
const fetchHere: typeof fetch = async (url, init) => {
  const answer = await fetch(url, { ...init, redirect: 'manual' });
  if (answer.status !== 0 && (answer.status < 300 || answer.status > 399)) return answer;
  await answer.body?.cancel();
  throw new TelemetryError('unexpected-answer', 'clickhouse: the server redirects to another address');
};

/** A page of another server with status 200 is not an answer. */
function checkAnswer(headers: Readonly<Record<string, unknown>>, query_id: string): void {
  if (headers['x-clickhouse-query-id'] !== query_id)
    throw new TelemetryError('unexpected-answer', 'clickhouse: the answer is not of a ClickHouse server');
}
