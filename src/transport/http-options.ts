import { aFunction, anObject, type Expectation, type Expectations, integer, isObject } from '../option-check.js';
import type { Transport, TransportFunction } from './transport.js';

/** HTTP options, the same for every server. */
export interface HttpOptions {
  /** Sent with every request, such as a token. May replace the User-Agent. @defaultValue none */
  headers?: Readonly<Record<string, string>> | Headers | undefined;
  /** The longest answer that is read, in bytes, from 1,024. @defaultValue `1048576` */
  maxAnswerBytes?: number | undefined;
  /**
   * Carries every request. On Node `nodeTransport()` of `/host` costs less and uses proxies.
   * @defaultValue the runtime's own `fetch`, through ofetch, loaded with the first request
   */
  transport?: Transport | TransportFunction | undefined;
}

/** The checks of these options. */
export const HTTP_EXPECTATIONS: Expectations<keyof HttpOptions> = {
  headers: [areHeaders, 'expected names with text values'],
  maxAnswerBytes: /* @__PURE__ */ integer(1_024, 2 ** 30),
  transport: [
    (value) => aFunction[0](value) || anObject('', 'send')[0](value),
    'expected a function or an object with send',
  ],
};

/** The check of a server's URL. */
export const aServerUrl: Expectation = [
  // No credentials, query, fragment or control characters. `new URL` throws if the rest is invalid.
  (value) =>
    typeof value === 'string' &&
    /^https?:\/\/[^/?#@\\\s\p{C}]+(\/[^?#\s\p{C}]*)?$/iu.test(value) &&
    isObject(new URL(value)),
  'expected an http(s) URL without credentials and query',
  true,
];

function areHeaders(value: unknown): boolean {
  // Throws if a name or value is not valid in a header.
  new Headers(value as Record<string, string>);
  return Object.values(value as object).every((text) => typeof text === 'string');
}
