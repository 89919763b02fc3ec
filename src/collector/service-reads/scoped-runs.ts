import type { CallOptions } from '../../deadline.js';
import { checkQuery } from '../../sources/records/check-query.js';
import { matchesQuery } from '../../sources/records/matches-query.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import type { RecordField, StoredRecord } from '../../sources/records/stored-record.js';
import { summarizeRecords } from '../../sources/records/summarize-records.js';
import type { SummaryRow, TimeKey } from '../../sources/records/summary.js';
import { begunBefore, begunWithin, hasDefaultRepo, isInRepo, partsOf, type Scope } from './scope.js';
import { sum } from './tally.js';

/** What runs can be grouped and filtered by. */
const GROUPED_FIELDS = [
  'nsapp',
  'type',
  'status',
  'exit_code',
  'error_category',
  'install_duration',
  'method',
  'os_type',
  'pve_version',
  'gpu_vendor',
  'gpu_passthrough',
  'repo_source',
  'repo_slug',
] as const;
type GroupedField = (typeof GROUPED_FIELDS)[number];

/** The runs of a scope, counted in the store. */
export class ScopedRuns {
  readonly #source: RecordsSource;
  readonly #scope: Scope;
  readonly #call: CallOptions;
  /** Read once: those that began before the days are few, and a scan finds them. */
  #stragglers: Promise<readonly StoredRecord[]> | undefined;

  constructor(source: RecordsSource, scope: Scope, call: CallOptions) {
    this.#source = source;
    this.#scope = scope;
    this.#call = call;
  }

  /** Counts outcomes by group. A group may have several rows. */
  async summarize(
    by: readonly (GroupedField | TimeKey)[],
    query: Pick<RecordQuery, GroupedField> = {},
  ): Promise<SummaryRow[]> {
    const plan = { by: hasDefaultRepo(this.#scope) ? [...by, 'repo_source' as const] : by };
    const [begun, stragglers] = await Promise.all([
      this.#source.summarize(begunWithin(query, this.#scope), plan, this.#call),
      (this.#stragglers ??= this.#readStragglers()),
    ]);
    const checked = checkQuery(query);
    const late = stragglers.filter((record) => matchesQuery(record, checked));
    const rows = [begun, await summarizeRecords(late, plan)];
    return rows.flat().filter(({ key }) => isInRepo(key.at(-1), this.#scope));
  }

  /** Counts the runs; only those of apps that are kept, if it is given. */
  async count(query: Pick<RecordQuery, GroupedField>, keepsApp?: (nsapp: string) => boolean): Promise<number> {
    if (keepsApp === undefined && !hasDefaultRepo(this.#scope)) {
      const counts = partsOf(query, this.#scope).map(async (part) => this.#source.count(part, this.#call));
      return sum(await Promise.all(counts), (count) => count);
    }
    const rows = await this.summarize(keepsApp ? ['nsapp'] : [], query);
    return sum(rows, ({ key, runs }) => (keepsApp?.(String(key[0])) === false ? 0 : runs));
  }

  /** Reads some fields of every run, in any order. */
  async *read(fields: readonly RecordField[], query: RecordQuery): AsyncGenerator<Partial<StoredRecord>, void> {
    for (const part of partsOf(query, this.#scope)) {
      const asked = { ...part, order: 'none', fields: [...fields, 'repo_source'] as RecordField[] } as const;
      for await (const record of this.#source.records(asked, this.#call)) {
        if (isInRepo(record.repo_source, this.#scope)) yield record;
      }
    }
  }

  async #readStragglers(): Promise<StoredRecord[]> {
    const fields = [...GROUPED_FIELDS, 'created', 'updated'] as const;
    const stragglers: StoredRecord[] = [];
    for (const query of begunBefore({ order: 'none' }, this.#scope)) {
      const found = this.#source.records({ ...query, fields }, this.#call);
      for await (const record of found) stragglers.push(record as StoredRecord);
    }
    return stragglers;
  }
}
