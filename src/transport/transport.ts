/** One HTTP request, complete: nothing is added on the way. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; absent for GET. */
  readonly body?: string;
  /** Fires when the answer is no longer wanted: the request and the reading of its answer end then. */
  readonly signal: AbortSignal;
}

/** The headers of an answer, as `fetch` gives them. */
export interface AnswerHeaders {
  /** The header's value, whatever the case of its name. */
  get(name: string): string | null;
}

/** What came back. A `Response` of `fetch` is one, of a library's `fetch` too. */
export interface TransportResponse {
  readonly status: number;
  readonly headers?: AnswerHeaders | Readonly<Record<string, string>>;
  /** A stream, of the web or of Node, or the whole text. */
  readonly body?: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string> | string | null;
  /** The whole text, where there is no `body` that can be read: React Native's answers have none. */
  text?(): Promise<string>;
}

/**
 * Carries one HTTP request and brings the answer; knows no telemetry.
 *
 * Any HTTP answer resolves, whatever its status; only silence rejects. A redirect is an answer:
 * it is never followed here, since `fetch` would drop the body of a POST on the way.
 */
export interface Transport {
  /** Sends the request once, as it is. Rejects where no answer came, or with the signal's reason. */
  send(request: TransportRequest): Promise<TransportResponse>;
}

/**
 * A transport as a plain function.
 *
 * @example
 * ```ts
 * const plainFetch: TransportFunction = ({ url, ...init }) => fetch(url, { ...init, redirect: 'manual' });
 * ```
 */
export type TransportFunction = Transport['send'];

/** The transport, whichever way it was given. */
export function toTransport(transport: Transport | TransportFunction): Transport {
  return typeof transport === 'function' ? { send: transport } : transport;
}
