import { checkOptions, type Expectations } from '../option-check.js';
import type { Backend } from './backend.js';
import { aServerUrl, HTTP_EXPECTATIONS, type HttpOptions } from './http-options.js';
import type { PocketBaseRequests } from './pocketbase-requests.js';

/**
 * The community's PocketBase, over https: the shell client began with http and was corrected the
 * same day, because the redirect to https ate the bodies.
 */
export const DEFAULT_BASE_URL = 'https://db.community-scripts.org';

/** The collection of the contract. */
export const DEFAULT_COLLECTION = '_dev_telemetry_data';

/** Where a PocketBase is and how it is spoken to. */
export interface PocketBaseOptions extends HttpOptions {
  /** Root URL of the server, without `/api`; a path prefix and a trailing slash are fine. @defaultValue {@link DEFAULT_BASE_URL} */
  baseUrl?: string | undefined;
  /** Name or id of the collection. @defaultValue {@link DEFAULT_COLLECTION} */
  collection?: string | undefined;
}

const EXPECTATIONS: Expectations<keyof PocketBaseOptions> = {
  baseUrl: aServerUrl,
  collection: [(value) => typeof value === 'string' && /^\w{1,255}$/.test(value), 'expected letters, digits and _'],
  ...HTTP_EXPECTATIONS,
};

/**
 * The backend for a PocketBase server, 0.22 and 0.23 and later.
 *
 * Both reports may be repeated: `random_id` is unique in the collection, and a repeated update
 * carries the same values. Statuses are stored in the collection's spelling (`sucess`), `aborted`
 * as `unknown`, privileged containers (`ct_type` 0) as 1, an `error` without control characters
 * and cut to 5,000 code points.
 *
 * @throws TelemetryError `invalid-options`, naming every wrong option at once.
 *
 * @example
 * ```ts
 * const backend = pocketBase({ baseUrl: 'https://pb.example.org', headers: { Authorization: token } });
 * ```
 */
export function pocketBase(options: PocketBaseOptions = {}): Backend {
  const given = checkOptions('pocketBase', options, EXPECTATIONS);
  const requests = async (): Promise<PocketBaseRequests> =>
    new (await import('./pocketbase-requests.js')).PocketBaseRequests(given);
  return {
    name: 'pocketbase',
    repeatable: { create: true, update: true },
    create: async (record, call) => (await requests()).create(record, call),
    update: async (target, call) => (await requests()).update(target, call),
    find: async (random_id, call) => (await requests()).find(random_id, call),
  };
}
