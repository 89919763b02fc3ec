import type { CallOptions } from '../../deadline.js';
import { RECORD_STATUSES } from '../../sources/records/record-fields.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { RecordStatus, StoredRecord } from '../../sources/records/stored-record.js';
import type { Store } from '../../stores/store.js';
import { type Asked, askedRuns } from './asked.js';
import { clamp, inLowerCase, readInteger } from './parameters.js';
import { spellRecord } from './record-spelling.js';
import { NEWEST_FIRST, type Order } from './run-pages.js';

const SORTS = ['created', 'nsapp', 'status', 'os_type', 'type', 'method', 'exit_code'] as const;

/** Answers `/api/records`: one page of the runs, one record for each. */
export async function records(asked: Asked): Promise<object> {
  const { parameters, store, call } = asked;
  const limit = clamp(readInteger(parameters.get('limit'), 50), 1, 100);
  const page = Math.max(1, readInteger(parameters.get('page'), 1));
  const { runs, pages } = askedRuns(asked, { byDefault: 1, zero: 365 });
  const query = readFilters(parameters);
  if (query === undefined) return { limit, page, records: null, total: 0, total_pages: 0 };

  const app = inLowerCase(parameters.get('app') || parameters.get('search') || '');
  const keepsApp = (nsapp: string): boolean => inLowerCase(nsapp).includes(app);
  const total = await runs.count(query, app === '' ? undefined : keepsApp);
  const offset = (page - 1) * limit;
  const found =
    offset < total
      ? await pages.read(query, { order: readOrder(parameters), offset, limit, keep: ({ nsapp }) => keepsApp(nsapp) })
      : [];
  const spelled = await spellRecords(found, store, call);
  return {
    limit,
    page,
    records: spelled.length === 0 ? null : spelled,
    total,
    total_pages: Math.ceil(total / limit),
  };
}

/** Spells records as the service shows them, with the steps of their runs. */
export async function spellRecords(found: readonly StoredRecord[], store: Store, call: CallOptions): Promise<object[]> {
  const steps = await store.progress(
    found.map(({ key }) => key),
    call,
  );
  return found.map((record) => spellRecord(record, steps.get(record.key)));
}

/** Reads the conditions; `undefined` if no record can meet them. */
function readFilters(parameters: URLSearchParams): RecordQuery | undefined {
  const [status, os_type, type] = ['status', 'os', 'type'].map((name) => parameters.get(name) || undefined);
  if (status !== undefined && !(RECORD_STATUSES as readonly string[]).includes(status)) return undefined;
  return { status: status as RecordStatus | undefined, os_type, type };
}

/** Reads `sort`. What is not one is `-created`. */
function readOrder(parameters: URLSearchParams): Order {
  const sort = parameters.get('sort') ?? '';
  const field = SORTS.find((name) => name === sort.replace(/^-/, ''));
  return field === undefined ? NEWEST_FIRST : { field, descending: sort.startsWith('-') };
}
