/** A stored row, as the service has it in its table: no value is missing, unset ones are `''` and 0. */
export interface ServiceRow {
  readonly created: string;
  readonly nsapp: string;
  readonly type: string;
  readonly status: string;
  readonly random_id: string;
  readonly execution_id: string;
  readonly error: string;
  readonly exit_code: number;
  readonly disk_size: number;
  readonly os_type: string;
  readonly repo_source: string;
  readonly repo_slug: string;
  readonly [field: string]: string | number;
}

/** A row with these values. */
export function aRow(values: Partial<ServiceRow>): ServiceRow {
  const empty = { created: '2026-11-21 00:00:00.000', nsapp: 'plex', type: 'lxc', status: 'installing', random_id: '' };
  const unset = {
    execution_id: '',
    error: '',
    exit_code: 0,
    disk_size: 0,
    os_type: '',
    repo_source: '',
    repo_slug: '',
  };
  return { ...empty, ...unset, ...values };
}

/** The order of the fields in an answer. */
const FIELDS = [
  'random_id',
  'execution_id',
  'type',
  'nsapp',
  'status',
  'ct_type',
  'disk_size',
  'core_count',
  'ram_size',
  'os_type',
  'os_version',
  'pve_version',
  'method',
  'error',
  'exit_code',
  'gpu_vendor',
  'gpu_model',
  'gpu_passthrough',
  'cpu_vendor',
  'cpu_model',
  'ram_speed',
  'install_duration',
  'error_category',
  'repo_source',
  'repo_slug',
  'has_arm',
  'kernel_version',
  'app_version',
  'failed_command',
  'failed_line',
  'arch',
  'platform',
];

export const FINAL: readonly string[] = ['success', 'failed', 'aborted', 'unknown'];
const CHOICE: Readonly<Record<string, number>> = { configuring: 1, validation: 2, installing: 3 };
const SORTS = ['created', 'nsapp', 'status', 'os_type', 'type', 'method', 'exit_code'];
const ABORT_TEXTS = [
  'sigint',
  'ctrl+c',
  'ctrl-c',
  'sighup',
  'aborted by user',
  'user abort',
  'cancelled by user',
  'no changes have been made',
];

/** What one generation of the service answers in another way. */
export type Generation = 'svc' | 'services';

/**
 * The rows that a request is about: those of the days, of the repository, and with the other filters of `/api/records`.
 */
export function rowsOf(
  rows: readonly ServiceRow[],
  query: URLSearchParams,
  now: string,
  generation: Generation = 'svc',
) {
  const days = clamp(readNumber(query.get('days'), 1) || 365, 1, 365);
  const since = spell(Math.floor(Date.parse(now) / 86_400_000) * 86_400_000 - (days - 1) * 86_400_000);
  const repo = query.get('repo') || (generation === 'svc' ? 'ProxmoxVE' : 'all');
  const app = inLowerCase(query.get('app') || query.get('search') || '');
  const slug = query.get('slug')?.trim() ?? '';
  const equals = (name: string, value: string): boolean => value === '' || value === query.get(name);
  return rows.filter(
    (row) =>
      row.created >= since &&
      (repo === 'all' || row.repo_source === repo || (repo === 'ProxmoxVE' && row.repo_source === '')) &&
      (slug === '' || row.repo_slug === slug) &&
      inLowerCase(row.nsapp).includes(app) &&
      (!query.get('os') || equals('os', row.os_type || '-')) &&
      (!query.get('type') || equals('type', row.type)),
  );
}

/** The row that stands for its execution: an end before all else, among ends the one with the most to tell. */
export function chooseRows(rows: readonly ServiceRow[]): ServiceRow[] {
  const executions = new Map<string, ServiceRow>();
  for (const row of rows) {
    const key = keyOf(row);
    const chosen = executions.get(key);
    if (chosen === undefined || isChosenBefore(row, chosen)) executions.set(key, row);
  }
  return [...executions.values()];
}

/** Answers `/api/records`. */
export function answerRecords(
  rows: readonly ServiceRow[],
  query: URLSearchParams,
  now: string,
  generation: Generation = 'svc',
): { records: object[] | null; page: number; limit: number; total: number; total_pages: number } {
  const limit = clamp(readNumber(query.get('limit'), 50), 1, 100);
  const page = Math.max(1, readNumber(query.get('page'), 1));
  const status = query.get('status') ?? '';
  const sort = /^(-?)(.*)$/.exec(query.get('sort') ?? '') as RegExpExecArray;
  const [direction, field] = SORTS.includes(sort[2] as string)
    ? [sort[1] ? -1 : 1, sort[2] as string]
    : [-1, 'created'];
  const chosen = chooseRows(rowsOf(rows, query, now, generation))
    .filter((row) => status === '' || statusInSql(row) === status)
    .sort((a, b) => direction * compare(a[field] ?? '', b[field] ?? ''));
  const found = chosen.slice((page - 1) * limit, page * limit).map((row) => toRecord(row, rows));
  return {
    limit,
    page,
    records: found.length === 0 ? null : found,
    total: chosen.length,
    total_pages: Math.ceil(chosen.length / limit),
  };
}

/** A row as an answer shows it: without what is not set, and with the steps of all rows of its execution. */
export function toRecord(row: ServiceRow, rows: readonly ServiceRow[]): object {
  const set = FIELDS.filter((field) => row[field] !== undefined && row[field] !== '' && row[field] !== 0);
  const values = set.map((field) => [field, field === 'has_arm' ? true : row[field]]);
  const steps = rows
    .filter(({ execution_id }) => execution_id !== '' && execution_id === row.execution_id)
    .sort((a, b) => compare(a.created, b.created))
    .filter(({ status }, place, all) => status !== all[place - 1]?.status);
  return {
    ...(Object.fromEntries(values) as object),
    status: statusShown(row),
    ...(steps.length > 0 && {
      pipeline: JSON.stringify(steps.map(({ status, created }) => ({ s: status, t: created }))),
    }),
    created: row.created,
  };
}

/** As the service writes a moment: without a zone. */
export function spell(moment: number): string {
  return new Date(moment).toISOString().replace('T', ' ').replace('Z', '');
}

export function keyOf({ execution_id, random_id }: ServiceRow): string {
  return execution_id || random_id;
}

export function statusShown(row: ServiceRow): string {
  const isAbort = isSignal(row) || ABORT_TEXTS.some((text) => inLowerCase(row.error).includes(text));
  return row.status === 'failed' && isAbort ? 'aborted' : row.status;
}

/** Knows fewer aborts than {@link statusShown}. */
function statusInSql(row: ServiceRow): string {
  return row.status === 'failed' && isSignal(row) ? 'aborted' : row.status;
}

function isSignal({ exit_code }: ServiceRow): boolean {
  return exit_code === 129 || exit_code === 130;
}

function isChosenBefore(a: ServiceRow, b: ServiceRow): boolean {
  const told = (row: ServiceRow): number => Buffer.byteLength(row.error) + row.disk_size;
  const place = (row: ServiceRow): number => (FINAL.includes(row.status) ? 0 : (CHOICE[row.status] ?? 9));
  return (place(a) - place(b) || told(b) - told(a) || -compare(a.created, b.created)) < 0;
}

/** As Go's Sscanf reads a number: a leading integer is enough. */
function readNumber(text: string | null, otherwise: number): number {
  const [digits] = /^\s*[+-]?\d+/.exec(text ?? '') ?? [];
  return digits === undefined ||
    BigInt.asIntN(64, BigInt(digits.trim().replace('+', ''))) !== BigInt(digits.trim().replace('+', ''))
    ? otherwise
    : Number(digits);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : Number(a > b);
}

function inLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** What a service answers. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Options of {@link ReadService}. */
export interface ReadServiceOptions {
  readonly generation?: Generation;
  /** The time of the service. */
  readonly now?: () => Date;
}

/**
 * The read APIs of the ingest service in memory: `/api/records` and `/healthz` over rows that may grow between two
 * requests. Held to the recording by `service-read.test.ts`.
 */
export class ReadService {
  /** In the order in which they were written. */
  readonly rows: ServiceRow[];
  /** The requests that arrived, as path and query. */
  readonly asked: string[] = [];
  readonly #options: Required<ReadServiceOptions>;

  constructor(
    rows: readonly ServiceRow[] = [],
    { generation = 'svc', now = () => new Date() }: ReadServiceOptions = {},
  ) {
    this.rows = [...rows];
    this.#options = { generation, now };
  }

  /** Answers a GET. */
  answer(pathAndQuery: string): ReadAnswer {
    const { generation, now } = this.#options;
    const { pathname, searchParams } = new URL(pathAndQuery, 'http://service');
    this.asked.push(pathAndQuery);
    if (pathname === '/api/records') {
      return inJson(answerRecords(this.rows, searchParams, now().toISOString(), generation));
    }
    if (pathname === '/healthz') return inJson({ status: 'ok', time: now().toISOString(), clickhouse: 'connected' });
    return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
  }
}

/** An answer in JSON. */
export function inJson(body: unknown, status = 200): ReadAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` };
}
