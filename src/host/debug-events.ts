import type { OnEvent } from '../events.js';
import { logEvents } from '../log-events.js';
import { valueIn } from './environment/environment.js';

/**
 * Makes an `onEvent` that says on standard error what `logEvents` says, while `TELEMETRY_DEBUG` is 1, and else nothing.
 *
 * The variable is looked at with each event. `consentFromHost` heeds it too, and says which file or variable decided.
 *
 * @example
 * ```ts
 * const telemetry = new TelemetryClient({ consent: consentFromHost(), onEvent: debugEvents() });
 * ```
 */
export function debugEvents(): OnEvent {
  const log = logEvents(writeDebugLine);
  return (event) => (isDebugging() ? log(event) : undefined);
}

/** Whether `TELEMETRY_DEBUG` asks for lines; where it may not be read, it does not. */
export function isDebugging(): boolean {
  try {
    return /^(?:1|true|yes|on)$/i.test(valueIn(process.env, 'TELEMETRY_DEBUG') ?? '');
  } catch {
    return false;
  }
}

/** To standard error, closed or not. */
export function writeDebugLine(line: string): void {
  // eslint-disable-next-line no-console -- It takes no harm where the other end of a pipe is gone.
  console.error(line);
}
