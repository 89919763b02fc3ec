import { guarded, TelemetryError } from '../errors.js';
import { abortableOf, type Cancellable, withSignalOf } from '../lazy-signal.js';
import { throwIfAborted } from '../until-aborted.js';
import { discardBody, isWithin, readBoundedText } from './answer-body.js';
import { headerOf } from './answer-headers.js';
import { isRefusedHere, reasonFor, wasNeverSent } from './connection-errors.js';
import { causeOf } from './error-cause.js';
import { MAX_REDIRECTS, redirectTarget } from './redirect.js';
import { parseRetryAfter } from './retry-after.js';
import type { Transport, TransportRequest, TransportResponse } from './transport.js';

/** A request of a backend. */
export interface ExchangeRequest {
  readonly method: TransportRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** The longest answer that is read, in bytes. */
  readonly maxAnswerBytes: number;
}

/** An answer for the backend to interpret: 2xx, or a 4xx for which a retry is no use. */
export interface Answer {
  readonly status: number;
  /** The parsed body; `undefined` if it is not JSON. */
  readonly json: unknown;
  /** Whether redirects were followed: a server may redirect after it has written. */
  readonly isRedirected: boolean;
  /** Method and URL, for an error message. */
  readonly request: string;
}

/**
 * Sends one request and reads its answer, the same for every transport: serializes the body, follows the redirects that
 * keep method and body, limits the answer's size and parses it.
 *
 * @param limits - Their signal is made only if the transport reads it.
 * @throws TelemetryError `unreachable` if no answer arrives; `unavailable` for 408, 425, 429 and 5xx;
 * `unexpected-answer` for a redirect that may not be followed, an impossible status and an answer that is too long; the
 * reason of the limits' signal when it aborts.
 */
export async function exchange(transport: Transport, request: ExchangeRequest, limits: Cancellable): Promise<Answer> {
  let { url } = request;
  // The original URL: a redirect's target comes from the server and must not appear in an error.
  const label = `${request.method} ${withoutQuery(url)}`;
  for (let hops = 0; ; hops += 1) {
    const isRedirected = hops > 0;
    const response = await sendOnce(transport, request, { url, limits, label, isRedirected });
    const { status } = response;

    if (isWorthRepeating(status)) {
      discardBody(response);
      const retryAfterMs = parseRetryAfter(headerOf(response, 'retry-after'));
      throw new TelemetryError('unavailable', `${label} answered ${status}`, {
        status,
        // A server sends 425 and 429 before it handles the request; the others may come after the write.
        fate: (status === 425 || status === 429) && !isRedirected ? 'refused' : 'unknown',
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
    if (isJudged(status)) {
      const { body } = response;
      const isRead = typeof body === 'string' && isWithin(body, request.maxAnswerBytes);
      const text = isRead ? body : await read(response, request, { limits, label });
      return { status, json: parse(text), isRedirected, request: label };
    }

    discardBody(response);
    const target = redirectTarget(url, status, headerOf(response, 'location'));
    if (target === undefined || hops === MAX_REDIRECTS) {
      throw new TelemetryError(
        'unexpected-answer',
        `${label} answered ${status}, which is not followed: is the URL right?`,
        {
          status,
        },
      );
    }
    url = target;
  }
}

/** One request of an exchange: where it goes, and what is said of it. */
interface Hop {
  readonly url: string;
  readonly limits: Cancellable;
  readonly label: string;
  readonly isRedirected: boolean;
}

async function sendOnce(
  transport: Transport,
  request: ExchangeRequest,
  { url, limits, label, isRedirected }: Hop,
): Promise<TransportResponse> {
  const aborted = abortableOf(limits);
  throwIfAborted(aborted);
  let response: TransportResponse;
  try {
    const answer = await transport.send(transportRequest(request, url, limits));
    // Reads each property once, here, so that a getter that throws is treated as the transport's rejection.
    response = { status: answer?.status, headers: answer?.headers ?? {}, body: answer?.body ?? null };
    if (typeof answer?.text === 'function') response.text = async () => (await answer.text?.()) ?? '';
  } catch (thrown) {
    throwIfAborted(aborted);
    const cause = causeOf(thrown, request);
    const isRefused = isRefusedHere(thrown);
    const what = isRefused && !isRedirected ? 'was not sent' : 'got no answer';
    throw new TelemetryError('unreachable', `${label} ${what}${reasonFor(thrown, cause)}`, {
      cause,
      fate: wasNeverSent(thrown) && !isRedirected ? 'not-sent' : 'unknown',
      ...(isRefused ? { isPermanent: true } : {}),
    });
  }
  if (aborted.aborted) {
    discardBody(response);
    throwIfAborted(aborted);
  }
  if (typeof response.status !== 'number') {
    throw new TelemetryError('unexpected-answer', `${label}: the transport's answer has no HTTP status`);
  }
  return response;
}

/** The request as the transport gets it. Its properties are its own, so that a transport may copy it. */
function transportRequest(
  { method, headers, body }: ExchangeRequest,
  url: string,
  limits: Cancellable,
): TransportRequest {
  const request = { method, url, headers };
  return withSignalOf(limits, body === undefined ? request : { ...request, body: JSON.stringify(body) });
}

async function read(
  response: TransportResponse,
  request: ExchangeRequest,
  { limits, label }: Pick<Hop, 'limits' | 'label'>,
): Promise<string> {
  const { status } = response;
  const { maxAnswerBytes: maxBytes } = request;
  const aborted = abortableOf(limits);
  let text: string | undefined;
  try {
    text = await readBoundedText(response, maxBytes, aborted);
  } catch (thrown) {
    throwIfAborted(aborted);
    const cause = causeOf(thrown, request);
    throw new TelemetryError('unreachable', `${label} answered ${status}, then broke off${reasonFor(thrown, cause)}`, {
      cause,
      status,
    });
  }
  throwIfAborted(aborted);
  if (text === undefined) {
    throw new TelemetryError(
      'unexpected-answer',
      `${label} answered more than ${maxBytes} bytes, the limit of \`maxAnswerBytes\``,
      { status },
    );
  }
  return text;
}

function isWorthRepeating(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status <= 599);
}

function isJudged(status: number): boolean {
  return (status >= 200 && status <= 299) || (status >= 400 && status <= 499);
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function parse(text: string): unknown {
  return guarded((): unknown => JSON.parse(text));
}
