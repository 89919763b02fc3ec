import { TelemetryError } from '../../errors.js';
import type { Answer } from '../../transport/exchange.js';
import { HttpSender } from '../../transport/http-sender.js';
import type { HttpSourceOptions } from './http-source-options.js';
import type { ReadCall } from './read-call.js';
import { withRetries } from './with-retries.js';

/** The longest answer that is read by default: a thousand records with the longest error text. */
const MAX_ANSWER_BYTES = 2 ** 25;

/**
 * GETs a URL, again after a failure that may pass.
 *
 * @returns the answer, for the source to interpret: 2xx with JSON, or a 4xx for which a retry is no use.
 * @throws TelemetryError `unexpected-answer` if a 2xx is not JSON, and what `exchange` and `withRetries` throw.
 */
export async function getJson(
  options: HttpSourceOptions,
  url: string,
  call: Pick<ReadCall, 'signal' | 'remainingMs'>,
): Promise<Answer> {
  const sender = new HttpSender({ maxAnswerBytes: MAX_ANSWER_BYTES, ...options });
  const answer = await withRetries(options, call, new URL(url).origin, (one) =>
    sender.send({ method: 'GET', url }, one),
  );
  if (answer.status < 300 && answer.json === undefined) throw unexpected(answer, 'not in JSON');
  return answer;
}

/**
 * Makes the error for an answer in which something else was expected.
 *
 * @param why - Such as `not in JSON`; `is the URL right?` follows.
 */
export function unexpected({ request, status }: Answer, why: string): TelemetryError {
  return new TelemetryError('unexpected-answer', `${request} answered ${status}, but ${why}: is the URL right?`, {
    status,
    fate: 'not-sent',
  });
}

/** Makes the error for a 4xx. */
export function refused({ request, status }: Answer, why = ''): TelemetryError {
  return new TelemetryError('rejected', `${request} was refused with ${status}${why}`, { status, fate: 'not-sent' });
}
