import { guarded, TelemetryError, type TelemetryErrorCode, type TelemetryErrorDetails } from '../../errors.js';
import { chunksOf, type Chunks, discardBody } from '../../transport/answer-body.js';
import { headerOf } from '../../transport/answer-headers.js';
import { reasonFor } from '../../transport/connection-errors.js';
import { causeOf } from '../../transport/error-cause.js';
import { MAX_REDIRECTS, redirectTarget } from '../../transport/redirect.js';
import { defaultTransport, requestHeaders } from '../../transport/http-sender.js';
import { parseRetryAfter } from '../../transport/retry-after.js';
import { toTransport, type TransportResponse } from '../../transport/transport.js';
import { throwIfAborted, untilAborted } from '../../until-aborted.js';
import { utf8Decoder } from '../../utf8.js';
import type { HttpSourceOptions } from './http-source-options.js';

/**
 * GETs a URL whose answer does not end, and gives its text as it arrives. Redirects are followed as `exchange` does: to
 * the same host only. The request ends with the signal, or when the loop over the text is left.
 *
 * @returns when the answer has begun: the text, to be read once.
 * @throws TelemetryError `unreachable` if no answer arrives, or if it breaks off; `unavailable` for 408, 425, 429 and
 *   5xx; `rejected` for another 4xx; `unexpected-answer` for any other answer; the signal's reason when it aborts.
 */
export async function openStream(
  options: HttpSourceOptions,
  url: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<string, void>> {
  const label = `GET ${new URL(url).origin}${new URL(url).pathname}`;
  let target: string | undefined = url;
  for (let hops = 0; target !== undefined && hops <= MAX_REDIRECTS; hops += 1) {
    const response = await begin(options, target, signal, label);
    const chunks = response.status === 200 ? chunksOf(response.body) : undefined;
    if (chunks !== undefined) return textOf(chunks, signal, label);
    discardBody(response);
    if (response.status >= 400) throw refusal(response, label);
    target = redirectTarget(target, response.status, headerOf(response, 'location'));
  }
  throw failure('unexpected-answer', `${label} did not answer with a stream: is the URL right?`);
}

async function begin(
  options: HttpSourceOptions,
  url: string,
  signal: AbortSignal,
  label: string,
): Promise<TransportResponse> {
  const headers = { ...requestHeaders(options.headers), accept: 'text/event-stream' };
  const transport = toTransport(options.transport ?? (await defaultTransport()));
  throwIfAborted(signal);
  try {
    const sent = transport.send({ method: 'GET', url, headers, signal });
    // A transport may ignore its signal; its late answer must not hold a connection.
    sent.then((late) => signal.aborted && discardBody(late)).catch(() => undefined);
    return await untilAborted(sent, signal);
  } catch (thrown) {
    throwIfAborted(signal);
    throw unreachable(thrown, headers, `${label} got no answer`);
  }
}

async function* textOf(chunks: Chunks, signal: AbortSignal, label: string): AsyncGenerator<string, void> {
  const decoder = utf8Decoder();
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await untilAborted(chunks.next(), signal);
      if (done) return void (isOver = true);
      yield typeof value === 'string' ? value : decoder.decode(value as Uint8Array);
    }
  } catch (thrown) {
    throwIfAborted(signal);
    throw unreachable(thrown, {}, `${label} broke off`);
  } finally {
    if (!isOver) void Promise.resolve(guarded(() => chunks.stop())).catch(() => undefined);
  }
}

/** Makes the error for an answer of 400 or above. */
function refusal(response: TransportResponse, label: string): TelemetryError {
  const { status } = response;
  const isRefused = status < 500 && ![408, 425, 429].includes(status);
  const retryAfterMs = parseRetryAfter(headerOf(response, 'retry-after'));
  return failure(isRefused ? 'rejected' : 'unavailable', `${label} answered ${status}`, {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function unreachable(thrown: unknown, headers: Readonly<Record<string, string>>, what: string): TelemetryError {
  const cause = causeOf(thrown, { headers });
  return failure('unreachable', `${what}${reasonFor(thrown, cause)}`, { cause });
}

function failure(code: TelemetryErrorCode, message: string, details: TelemetryErrorDetails = {}): TelemetryError {
  return new TelemetryError(code, message, { fate: 'not-sent', ...details });
}
