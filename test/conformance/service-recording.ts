import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { aRow, type ServiceRow } from '../ingest/read-service.js';

/** One request of the recording, and the answer of the real service. */
export interface RecordedRequest {
  /** `empty`, `full`, `before-cleanup`, `after-cleanup`, `alerts-on`, `alerts-fired` or `database-down`. */
  readonly phase: string;
  readonly method?: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed if it is JSON; left out where the answer had none. */
  readonly body?: unknown;
}

interface Recording {
  readonly meta: { readonly now: string };
  readonly rows: { readonly columns: readonly string[]; readonly data: readonly (readonly (string | number)[])[] };
  readonly cleanup: { readonly rowsAdded: readonly Partial<ServiceRow>[] };
  readonly requests: readonly RecordedRequest[];
}

const url = new URL('service-read.json.gz', import.meta.url);
const recording = JSON.parse(gunzipSync(readFileSync(url)).toString()) as Recording;

/** When it was recorded. */
export const RECORDED_AT: string = recording.meta.now;

/** What the recording has instead of the moment at which the service's own job wrote a row. */
const CLEANED_UP_AT = '2026-11-27 18:27:00.000';

/** The whole table in the phase `full`, by `created`. */
export const recordedRows: readonly ServiceRow[] = recording.rows.data.map((values) =>
  aRow(Object.fromEntries(recording.rows.columns.map((column, place) => [column, values[place]]))),
);

/** The rows that the service's own job added after it. */
export const cleanupRows: readonly ServiceRow[] = recording.cleanup.rowsAdded.map((row) =>
  aRow({ created: CLEANED_UP_AT, ...row }),
);

/** Every request, in the order of the recording. */
export const recordedRequests: readonly RecordedRequest[] = recording.requests.map((request) => ({
  ...request,
  body: JSON.parse((JSON.stringify(request.body) ?? 'null').replaceAll('<cleanup>', CLEANED_UP_AT)) as unknown,
}));

/** Those that read one path with an answer in JSON, with their parameters. */
export function recordedReads(path: string): { request: RecordedRequest; query: URLSearchParams; body: JsonBody }[] {
  return recordedRequests
    .filter(({ method = 'GET', status, body, ...request }) => {
      const isRead = method === 'GET' && status === 200 && typeof body === 'object' && body !== null;
      return isRead && new URL(request.path, 'http://service').pathname === path;
    })
    .map((request) => ({
      request,
      query: new URL(request.path, 'http://service').searchParams,
      body: request.body as JsonBody,
    }));
}

export type JsonBody = Readonly<Record<string, unknown>>;

/** The rows of the phase of a request. */
export function rowsAt({ phase }: RecordedRequest): readonly ServiceRow[] {
  if (phase === 'empty') return [];
  return phase === 'after-cleanup' ? [...recordedRows, ...cleanupRows] : recordedRows;
}
