import { anObject, checkOptions, type Expectations, integer } from '../option-check.js';
import type { Store } from '../stores/store.js';
import type { AllowedOrigins } from './cors.js';
import { type Network, readNetwork } from './ip-address.js';

/** Options of {@link collector}. */
export interface CollectorOptions {
  /** Where reports go, and what is read. The collector does not close it. */
  store: Store;
  /**
   * Addresses and networks of proxies, such as `10.0.0.0/8` and `fd00::/8`, whose `X-Forwarded-For` names the client.
   * @defaultValue none: the client is who calls
   */
  trustedProxies?: readonly string[] | undefined;
  /**
   * Reports that one address may send in a minute, and at once, from 1; an IPv6 client counts by its /64 network. 0 for
   * no limit. @defaultValue `60`
   */
  ratePerMinute?: number | undefined;
  /** The longest body, in bytes. @defaultValue `262144` */
  maxBodyBytes?: number | undefined;
  /** The name of PocketBase's collection. @defaultValue `'_dev_telemetry_data'` */
  collection?: string | undefined;
  /** Origins whose pages may call it from a browser, such as `https://status.example.org`, or `'*'`. @defaultValue none */
  cors?: AllowedOrigins | undefined;
  /**
   * Closes reading: records, the stream and the metrics are given only to requests with
   * `Authorization: Bearer <token>`. Reporting stays open, and so does the lookup by `random_id`, which then tells the
   * id and the status. @defaultValue open
   */
  readToken?: string | undefined;
}

/** The options with their defaults. */
export interface ResolvedCollectorOptions {
  readonly store: Store;
  readonly trustedProxies: readonly Network[];
  readonly ratePerMinute: number;
  readonly maxBodyBytes: number;
  readonly collection: string;
  readonly cors: AllowedOrigins | undefined;
  readonly readToken: string | undefined;
}

const EXPECTATIONS: Expectations<keyof CollectorOptions> = {
  store: [anObject('a store', 'report', 'refuse')[0], 'expected a store', true],
  trustedProxies: [
    (value) => isListOf(value, (item) => readNetwork(item) !== undefined),
    'expected a list of addresses and networks, such as 10.0.0.0/8',
  ],
  ratePerMinute: integer(0, 1_000_000),
  maxBodyBytes: integer(1, 16_777_216),
  collection: [(value) => /^\w{1,255}$/.test(value as string), 'expected letters, digits and _'],
  cors: [
    (value) => value === '*' || isListOf(value, isOrigin),
    "expected '*' or a list of origins, such as https://status.example.org",
  ],
  readToken: [
    (value) => /^[\x21-\x7E]{16,512}$/.test(value as string),
    'expected 16 to 512 characters of ASCII without blanks',
  ],
};

/** @throws TelemetryError `invalid-options`, naming every invalid option. */
export function resolveCollectorOptions(options: CollectorOptions): ResolvedCollectorOptions {
  const {
    store,
    trustedProxies = [],
    ratePerMinute = 60,
    maxBodyBytes = 262_144,
    collection = '_dev_telemetry_data',
    cors,
    readToken,
  } = checkOptions('collector', options, EXPECTATIONS);
  const networks = trustedProxies.flatMap((text) => readNetwork(text) ?? []);
  return { store, trustedProxies: networks, ratePerMinute, maxBodyBytes, collection, cors, readToken };
}

function isListOf(value: unknown, isValid: (item: string) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && isValid(item));
}

function isOrigin(text: string): boolean {
  return new URL(text).origin === text;
}
