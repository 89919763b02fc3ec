import { guarded, TelemetryError } from '../errors.js';
import { readBoundedText } from './bounded-text.js';
import { MAX_REDIRECTS, redirectTarget } from './redirect.js';
import { originOf } from './origin.js';
import { parseRetryAfter } from './retry-after.js';
import { reasonFor, wasNeverSent } from './silence.js';
import type { AnswerHeaders, Transport, TransportRequest, TransportResponse } from './transport.js';

/** What a backend wants to know of its server. */
export interface ExchangeRequest {
  readonly method: TransportRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Longest answer that is read, in bytes. */
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
}

/** An HTTP answer worth judging: 2xx, or a 4xx that no repetition would change. */
export interface Answer {
  readonly status: number;
  /** The parsed body; `undefined` where it is no JSON. */
  readonly json: unknown;
  /** Whether redirects led here: a server may say where to go on after it wrote. */
  readonly isRedirected: boolean;
  /** Method and path, for the text of an error about this answer. */
  readonly request: string;
}

/**
 * One question to a server and its answer, whatever the transport: builds the request, follows
 * the redirects that may be followed with method and body, bounds the answer and parses it.
 *
 * @throws TelemetryError `unreachable` for silence, `unavailable` for 408, 425, 429 and 5xx,
 * `unexpected-answer` for a redirect that may not be followed, a status no server sends
 * and an answer longer than the bound; the signal's reason once that fires.
 */
export async function exchange(transport: Transport, request: ExchangeRequest): Promise<Answer> {
  let { url } = request;
  const { origin, pathname } = new URL(url);
  // Where a redirect leads is the server's text, which belongs into no error.
  const label = `${request.method} ${origin}${pathname}`;
  for (let hops = 0; ; hops += 1) {
    const isRedirected = hops > 0;
    const response = await sendOnce(transport, { ...request, url }, { label, isRedirected });
    const { status } = response;

    if (isWorthRepeating(status)) {
      discard(response);
      const retryAfterMs = parseRetryAfter(headerOf(response, 'retry-after'));
      throw new TelemetryError('unavailable', `${label} answered ${status}`, {
        status,
        // 425 and 429 are said before the request is looked at; the others may come after the work was done.
        fate: (status === 425 || status === 429) && !isRedirected ? 'refused' : 'unknown',
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
    if (isJudged(status)) {
      const text = await read(response, request, label);
      return { status, json: parse(text), isRedirected, request: label };
    }

    discard(response);
    const target = redirectTarget(url, status, headerOf(response, 'location'));
    if (target === undefined || hops === MAX_REDIRECTS) {
      throw new TelemetryError(
        'unexpected-answer',
        `${label} answered ${status}, which leads nowhere a record may go`,
        {
          status,
        },
      );
    }
    url = target;
  }
}

async function sendOnce(
  transport: Transport,
  request: ExchangeRequest,
  { label, isRedirected }: { label: string; isRedirected: boolean },
): Promise<Required<TransportResponse>> {
  const { method, url, headers, body, signal } = request;
  signal.throwIfAborted();
  let response: Required<TransportResponse>;
  try {
    const answer = await transport.send({
      method,
      url,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    // Read once: what throws here is the transport's too.
    response = { status: answer?.status, headers: answer?.headers ?? {}, body: answer?.body ?? null };
  } catch (thrown) {
    signal.throwIfAborted();
    const cause = originOf(thrown, request);
    throw new TelemetryError('unreachable', `${label} got no answer${reasonFor(cause)}`, {
      cause,
      fate: wasNeverSent(thrown) && !isRedirected ? 'not-sent' : 'unknown',
    });
  }
  if (signal.aborted) {
    discard(response);
    signal.throwIfAborted();
  }
  if (typeof response.status !== 'number') {
    throw new TelemetryError('unexpected-answer', `${label}: the transport brought no HTTP answer`);
  }
  return response;
}

async function read(
  { status, body }: Required<TransportResponse>,
  request: ExchangeRequest,
  label: string,
): Promise<string> {
  const { maxAnswerBytes: maxBytes, signal } = request;
  let text: string | undefined;
  try {
    text = await readBoundedText(body, maxBytes, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    const cause = originOf(thrown, request);
    throw new TelemetryError('unreachable', `${label} answered ${status}, then broke off`, { cause, status });
  }
  signal.throwIfAborted();
  if (text === undefined) {
    throw new TelemetryError('unexpected-answer', `${label} answered more than ${maxBytes} bytes`, { status });
  }
  return text;
}

function isWorthRepeating(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status <= 599);
}

function isJudged(status: number): boolean {
  return (status >= 200 && status <= 299) || (status >= 400 && status <= 499);
}

/** A header's value, from `Headers`, a map or a plain object. */
function headerOf({ headers }: Required<TransportResponse>, name: string): string | null {
  const value: unknown = guarded((): unknown =>
    typeof headers.get === 'function'
      ? (headers as AnswerHeaders).get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1],
  );
  return typeof value === 'string' ? value : null;
}

/** Frees the connection of an answer nobody reads. What is no stream needs no freeing. */
function discard({ body }: Required<TransportResponse>): void {
  void guarded(() => (body as ReadableStream).cancel().catch(() => undefined));
}

function parse(text: string): unknown {
  return guarded((): unknown => JSON.parse(text));
}
