import type { CallOptions } from '../../deadline.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import { compareRecords } from '../../sources/records/sort-records.js';
import type { RecordField, StoredRecord } from '../../sources/records/stored-record.js';
import { END, inRepositories, isInRepo, lastReported, partsOf, type Scope } from './scope.js';

/** The order of records: by the last report that changed them (`created`, in the service's words), or by a field. */
export interface Order {
  readonly field: 'created' | Exclude<RecordField, 'created' | 'updated'>;
  readonly descending: boolean;
}

export const NEWEST_FIRST: Order = { field: 'created', descending: true };

/** What is read of a record to find its place. */
type Candidate = Pick<StoredRecord, 'key' | 'random_id' | 'created' | 'nsapp'> & Partial<StoredRecord>;

type Keep = (candidate: Candidate) => boolean;

const CANDIDATE_FIELDS = ['random_id', 'created', 'updated', 'nsapp', 'repo_source', 'error_category'] as const;

/** Finds pages of a scope's runs. */
export class RunPages {
  readonly #source: RecordsSource;
  readonly #scope: Scope;
  readonly #call: CallOptions;

  constructor(source: RecordsSource, scope: Scope, call: CallOptions) {
    this.#source = source;
    this.#scope = scope;
    this.#call = call;
  }

  /** Reads the whole records at these places of the order. */
  async read(
    query: RecordQuery,
    { order, offset, limit, keep = () => true }: { order: Order; offset: number; limit: number; keep?: Keep },
  ): Promise<StoredRecord[]> {
    const keeps: Keep = (candidate) => isInRepo(candidate.repo_source, this.#scope) && keep(candidate);
    const first =
      order.field === 'created'
        ? await this.#firstByTime(query, order.descending, offset + limit, keeps)
        : await this.#firstByField(query, order, offset + limit, keeps);
    return this.#wholeRecords(first.slice(offset));
  }

  /** A run that was reported once has no `updated`; so those that have it are read first, then the others among them. */
  async #firstByTime(query: RecordQuery, descending: boolean, count: number, keep: Keep): Promise<Candidate[]> {
    const within = inRepositories(query, this.#scope);
    const direction = descending ? '-' : '';
    const since = new Date(this.#scope.since).toISOString();
    const again = await this.#take(
      { ...within, updated: { from: since, to: END }, sort: `${direction}updated` },
      count,
      keep,
    );
    const border = again.length < count ? undefined : again.at(-1)?.updated;
    const created = descending ? { from: border ?? since } : { from: since, to: border ?? END };
    const keepsOnce: Keep = (candidate) => candidate.updated === undefined && keep(candidate);
    const once = await this.#take({ ...within, created, sort: `${direction}created` }, count, keepsOnce);
    const inOrder = compareRecords({ sort: { field: 'created', descending } });
    const timed = [...again, ...once].map((candidate) => ({ ...candidate, created: lastReported(candidate) }));
    return (timed as StoredRecord[]).sort(inOrder).slice(0, count);
  }

  async #firstByField(query: RecordQuery, order: Order, count: number, keep: Keep): Promise<Candidate[]> {
    const sort = `${order.descending ? '-' : ''}${order.field}` as const;
    const parts = partsOf(query, this.#scope).map(async (part) =>
      this.#take({ ...part, sort }, count, keep, order.field),
    );
    const first = (await Promise.all(parts)).flat() as StoredRecord[];
    return first.sort(compareRecords({ sort: order })).slice(0, count);
  }

  /** Reads the first records of a query that are kept: more at a time as long as too few are. */
  async #take(query: RecordQuery, count: number, keep: Keep, sorted?: RecordField): Promise<Candidate[]> {
    const fields = [...CANDIDATE_FIELDS, ...(sorted ? [sorted] : [])];
    for (let limit = count * 2; ; limit *= 8) {
      const kept: Candidate[] = [];
      let read = 0;
      for await (const candidate of this.#source.records({ ...query, fields, limit }, this.#call)) {
        read += 1;
        if (keep(candidate as Candidate)) kept.push(candidate as Candidate);
        if (kept.length === count) return kept;
      }
      if (read < limit) return kept;
    }
  }

  /** Reads the whole records of candidates, in their order. One that was removed meanwhile is left out. */
  async #wholeRecords(candidates: readonly Candidate[]): Promise<StoredRecord[]> {
    if (candidates.length === 0) return [];
    const known = new Map<string, StoredRecord>();
    const query = { random_id: candidates.map(({ random_id }) => random_id), order: 'none' } as const;
    for await (const record of this.#source.records(query, this.#call)) known.set(record.key, record);
    return candidates.flatMap(({ key }) => known.get(key) ?? []);
  }
}
