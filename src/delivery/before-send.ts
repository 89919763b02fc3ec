import { type Abortable, throwIfAborted, untilAborted } from '../until-aborted.js';
import type { BeforeSend, OutgoingReport } from '../events.js';

/**
 * Calls `beforeSend`.
 *
 * @returns the payload to send, unchecked; `undefined` if the report is dropped, also because the hook threw.
 * @throws the signal's reason when it aborts.
 */
export async function askBeforeSend(
  beforeSend: BeforeSend,
  report: OutgoingReport,
  signal: Abortable,
): Promise<object | undefined> {
  let answer: unknown;
  try {
    answer = await untilAborted(Promise.resolve(beforeSend(report)), signal);
  } catch {
    throwIfAborted(signal);
  }
  return typeof answer === 'object' && answer !== null ? answer : undefined;
}
