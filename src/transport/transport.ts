/** One complete HTTP request. A transport adds nothing to it. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; absent for GET. */
  readonly body?: string;
  /** Aborts when the answer is no longer wanted. The transport then ends the request and the reading of the answer. */
  readonly signal: AbortSignal;
}

/** The headers of an answer, such as those of `fetch`. */
export interface AnswerHeaders {
  /** Returns a header's value; the case of its name does not matter. */
  get(name: string): string | null;
}

/** An HTTP answer. A `Response` of `fetch`, or of a library's `fetch`, is one. */
export interface TransportResponse {
  readonly status: number;
  readonly headers?: AnswerHeaders | Readonly<Record<string, string>>;
  /** A web stream, a Node stream, or the whole text. */
  readonly body?: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string> | string | null;
  /** The whole text, for an answer whose `body` cannot be read, such as React Native's. */
  text?(): Promise<string>;
}

/**
 * Sends one HTTP request and returns its answer.
 *
 * Resolves for every HTTP answer, whatever its status, and rejects only if no answer arrives. Never follows a redirect:
 * `fetch` would drop the body of a POST.
 */
export interface Transport {
  /** Sends the request once, unchanged. Rejects if no answer arrives, or with the signal's reason. */
  send(request: TransportRequest): Promise<TransportResponse>;
}

/**
 * A transport as a plain function.
 *
 * @example
 * ```ts
 * import type { TransportFunction } from '@community-scripts/telemetry';
 *
 * const plainFetch: TransportFunction = ({ url, ...init }) => fetch(url, { ...init, redirect: 'manual' });
 * ```
 */
export type TransportFunction = Transport['send'];

/** Returns the transport of either form. */
export function toTransport(transport: Transport | TransportFunction): Transport {
  return typeof transport === 'function' ? { send: transport } : transport;
}
