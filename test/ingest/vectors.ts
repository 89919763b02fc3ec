import { readFileSync } from 'node:fs';
import type { StoredEvent } from './service-rules.js';

/** One recorded request, its answer, and what was queued to be stored. */
export interface Triple {
  readonly name: string;
  readonly request_body: string;
  readonly request_headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly response_body: string;
  readonly stored: StoredEvent | null;
}

interface Recordings {
  readonly matrix: readonly Triple[];
  readonly sequences: readonly {
    readonly name: string;
    readonly events: readonly { status: string; execution_id: string; exit_code: number | null }[];
    readonly http: readonly number[];
    readonly stored: readonly { status: string; execution_id: string; exit_code: number | null }[];
  }[];
  readonly endpoints: Readonly<Record<string, { readonly status: number; readonly body: string }>>;
  readonly rate_limit: {
    readonly accepted_before_429: number;
    readonly first_429_response: { readonly status: number; readonly body: string };
    readonly other_ip_status: number;
  };
}

/** What the real handler was recorded doing. */
export const recordings = JSON.parse(readFileSync(new URL('ingest.json', import.meta.url), 'utf8')) as Recordings;

/** The body of a triple; the one that is too long is only described. */
export function bodyOf({ name, request_body }: Triple): string {
  if (name !== 'body over 262144 bytes') return request_body;
  const event = { random_id: 'r', type: 'lxc', nsapp: 'plex', status: 'failed', exit_code: 1 };
  return JSON.stringify({ ...event, error: 'x'.repeat(262_400) });
}
