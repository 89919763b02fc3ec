import { aFunction, anObject, checkOptions, type Expectations, integer } from '../option-check.js';
import type { Transport, TransportFunction } from '../transport/transport.js';
import type { Backend } from './backend.js';
import type { PocketBaseRequests } from './pocketbase-requests.js';

/**
 * The community's PocketBase, over https: the shell client began with http and was corrected the
 * same day, because the redirect to https ate the bodies.
 */
export const DEFAULT_BASE_URL = 'https://db.community-scripts.org';

/** The collection of the contract. */
export const DEFAULT_COLLECTION = '_dev_telemetry_data';

/** Where a PocketBase is and how it is spoken to. */
export interface PocketBaseOptions {
  /** Root URL of the server, without `/api`; a path prefix and a trailing slash are fine. @defaultValue {@link DEFAULT_BASE_URL} */
  baseUrl?: string | undefined;
  /** Name or id of the collection. @defaultValue {@link DEFAULT_COLLECTION} */
  collection?: string | undefined;
  /** Sent with every request, for servers that want a token. They may replace the User-Agent. @defaultValue none */
  headers?: Readonly<Record<string, string>> | Headers | undefined;
  /** Longest answer that is read, in bytes. @defaultValue `1048576` */
  maxAnswerBytes?: number | undefined;
  /** Carries every request. @defaultValue the runtime's own `fetch`, through ofetch, loaded with the first request */
  transport?: Transport | TransportFunction | undefined;
}

const EXPECTATIONS: Expectations<keyof PocketBaseOptions> = {
  baseUrl: [isBaseUrl, 'expected an http(s) URL without credentials and query'],
  collection: [(value) => typeof value === 'string' && /^\w{1,255}$/.test(value), 'expected letters, digits and _'],
  headers: [areHeaders, 'expected header names with text values'],
  maxAnswerBytes: /* @__PURE__ */ integer(1_024, 2 ** 30),
  transport: [
    (value) => aFunction[0](value) || anObject('', 'send')[0](value),
    'expected a function or an object with send',
  ],
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

function isBaseUrl(value: unknown): boolean {
  // Throws where it is none.
  const { protocol, username, password, search, hash } = new URL(value as string);
  return typeof value === 'string' && /^https?:/.test(protocol) && `${username}${password}${search}${hash}` === '';
}

function areHeaders(value: unknown): boolean {
  // Throws where one is no header.
  new Headers(value as Record<string, string>);
  return Object.values(value as object).every((text) => typeof text === 'string');
}
