import { throwIfAborted, untilAborted } from '../until-aborted.js';
import type { BeforeSend, OutgoingReport } from '../events.js';

/**
 * Asks `beforeSend`.
 *
 * @returns the payload to send, still to be checked; `undefined` where it is to be dropped, which
 * is also the answer for a hook that throws: in doubt nothing is sent.
 * @throws the signal's reason once that fires.
 */
export async function askBeforeSend(
  beforeSend: BeforeSend,
  report: OutgoingReport,
  signal: AbortSignal,
): Promise<object | undefined> {
  let answer: unknown;
  try {
    answer = await untilAborted(Promise.resolve(beforeSend(report)), signal);
  } catch {
    throwIfAborted(signal);
  }
  return typeof answer === 'object' && answer !== null ? answer : undefined;
}
