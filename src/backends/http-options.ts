import { aFunction, anObject, type Expectation, type Expectations, integer, isObject } from '../option-check.js';
import type { Transport, TransportFunction } from '../transport/transport.js';

/** How a server is spoken to, whichever it is. */
export interface HttpOptions {
  /** Sent with every request, for servers that want a token. They may replace the User-Agent. @defaultValue none */
  headers?: Readonly<Record<string, string>> | Headers | undefined;
  /** Longest answer that is read, in bytes. @defaultValue `1048576` */
  maxAnswerBytes?: number | undefined;
  /** Carries every request. @defaultValue the runtime's own `fetch`, through ofetch, loaded with the first request */
  transport?: Transport | TransportFunction | undefined;
}

/** What they must be. */
export const HTTP_EXPECTATIONS: Expectations<keyof HttpOptions> = {
  headers: [areHeaders, 'expected names with text values'],
  maxAnswerBytes: /* @__PURE__ */ integer(1_024, 2 ** 30),
  transport: [
    (value) => aFunction[0](value) || anObject('', 'send')[0](value),
    'expected a function or an object with send',
  ],
};

/** The URL of a server. */
export const aServerUrl: Expectation = [
  // Without credentials, query and fragment; the second throws where it is none.
  (value) =>
    typeof value === 'string' && /^https?:\/\/[^/?#@\\\s]+(\/[^?#\s]*)?$/i.test(value) && isObject(new URL(value)),
  'expected an http(s) URL without credentials and query',
  true,
];

function areHeaders(value: unknown): boolean {
  // Throws where one is no header.
  new Headers(value as Record<string, string>);
  return Object.values(value as object).every((text) => typeof text === 'string');
}
