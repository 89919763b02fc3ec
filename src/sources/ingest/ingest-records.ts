import type { CallOptions } from '../../deadline.js';
import { TelemetryError, toTelemetryError } from '../../errors.js';
import type { Health } from '../../observe/health.js';
import type { Snapshot } from '../../observe/snapshot.js';
import { getJson, readWithin } from '../http/index.js';
import { checkKey } from '../records/check-key.js';
import { checkQuery } from '../records/check-query.js';
import type { RecordQuery, Selected } from '../records/record-query.js';
import type { RecordsSource } from '../records/records-source.js';
import { selectFields } from '../records/select-fields.js';
import type { StoredRecord } from '../records/stored-record.js';
import { SOURCE_NAME_EXPECTATION } from '../records/source-name.js';
import { fieldsOf, summarizeRecords } from '../records/summarize-records.js';
import { oneOf, readAnswer, textIn } from './answer-values.js';
import {
  type IngestRecordsOptions,
  type ResolvedIngestSourceOptions,
  resolveIngestSourceOptions,
} from './ingest-source-options.js';
import { countRecords, readRecords } from './read-records.js';

/**
 * Makes the source that reads records from the community's ingest service: today's, and its successor. See the guide
 * *Read from the ingest service*.
 *
 * One record is one execution; its `created` is the moment of the row that the service chose for it, so a record that
 * is reported again moves. It has the records of the last 365 days, of all repositories.
 *
 * - The service itself filters by `created.from` (by days), one `status` other than `aborted`, one `nsapp`, one `type`
 *   and one `repo_source`. Every other condition, `search` too, is checked here: all records that meet the former are
 *   read, which without them are those of 365 days.
 * - `created` and `-created` are read page by page. For any other `sort` all records are read first, into memory.
 * - `count` is one request if the query is empty or asks for one status other than `failed` and `aborted`; else the
 *   records are read.
 * - `get` reads from the newest to the oldest record until it finds the key: a key that does not exist costs reading
 *   all.
 * - `updated` and `record_id` do not exist here; a query for them is `invalid-query`, and so is a `created.from` of more
 *   than 365 days ago.
 * - No `subscribe`: `watch` polls it.
 *
 * The service sends no CORS headers, so a page in a browser cannot read it without a proxy.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 *
 * @example
 * ```ts no-run
 * import { ingestRecords } from '@community-scripts/telemetry/sources/ingest';
 *
 * const source = ingestRecords();
 * const since = new Date(Date.now() - 86_400_000);
 * for await (const { nsapp, error } of source.records({ status: 'failed', created: { from: since } })) {
 *   console.log(nsapp, error);
 * }
 * ```
 */
export function ingestRecords(options: IngestRecordsOptions = {}): RecordsSource {
  const { name = 'ingest', ...resolved } = resolveIngestSourceOptions('ingestRecords', options, {
    name: SOURCE_NAME_EXPECTATION,
  });

  async function* records<const Q extends RecordQuery = RecordQuery>(
    query?: Q,
    call?: CallOptions,
  ): AsyncGenerator<Selected<Q>, void, void> {
    const checked = checkQuery(query);
    for await (const record of readRecords(resolved, checked, call)) {
      yield selectFields(record, checked.fields) as Selected<Q>;
    }
  }

  return {
    name,
    records,
    async list<const Q extends RecordQuery = RecordQuery>(
      query?: Q,
      call?: CallOptions,
    ): Promise<Snapshot<Selected<Q>>> {
      const { limit = Infinity, fields, ...checked } = checkQuery(query);
      const items = new Map<string, Selected<Q>>();
      let complete = true;
      for await (const record of readRecords(resolved, { ...checked, limit: limit + 1 }, call)) {
        complete = items.size < limit;
        if (complete) items.set(record.key, selectFields(record, fields) as Selected<Q>);
      }
      const at = new Date();
      return { items, at, complete, health: { [name]: { state: 'up', checkedAt: at } } };
    },
    async get(key, call) {
      if (checkKey(key) === '') return undefined;
      let other: StoredRecord | undefined;
      for await (const record of readRecords(resolved, checkQuery({ sort: '-created' }), call)) {
        if (record.key === key) return record;
        // The key of a first attempt is also the random_id of the attempts after it.
        if (record.random_id === key) other ??= record;
      }
      return other;
    },
    count: async (query, call) => countRecords(resolved, checkQuery(query), call),
    summarize: async (query, plan, call) => summarizeRecords(records({ ...query, fields: fieldsOf(plan) }, call), plan),
    ping: (call) => ping(resolved, call),
  };
}

/** Asks `/healthz`. 503 means that the service has no database. */
async function ping(options: ResolvedIngestSourceOptions, call: CallOptions | undefined): Promise<Health> {
  const startedAt = performance.now();
  const health = (state: Health['state'], error?: TelemetryError): Health => ({
    state,
    checkedAt: new Date(),
    ...(state === 'down' ? {} : { latencyMs: performance.now() - startedAt }),
    ...(error && { error }),
  });
  return readWithin(call, async (reading) => {
    try {
      const answer = await getJson({ ...options, attempts: 1 }, `${options.baseUrl}/healthz`, reading);
      const status = readAnswer(answer, (body) => oneOf(textIn(body, 'status'), 'ok', 'degraded'));
      return health(status === 'ok' ? 'up' : 'degraded');
    } catch (thrown) {
      const error = toTelemetryError(thrown);
      if (call?.signal?.aborted) throw error;
      return health(error.status === 503 ? 'degraded' : 'down', error);
    }
  });
}
