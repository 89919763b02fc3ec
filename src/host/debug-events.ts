import type { OnEvent } from '../events.js';
import { logEvents } from '../log-events.js';
import { valueIn } from './environment/environment.js';

/**
 * Makes an `onEvent` that writes the lines of `logEvents` to standard error while `TELEMETRY_DEBUG` is 1.
 *
 * The variable is read at each event. With it, `consentFromHost` also writes which file or variable decided.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { consentFromHost, debugEvents } from '@community-scripts/telemetry/host';
 *
 * const telemetry = new TelemetryClient({ consent: consentFromHost(), onEvent: debugEvents() });
 * ```
 */
export function debugEvents(): OnEvent {
  const log = logEvents(writeDebugLine);
  return (event) => (isDebugging() ? log(event) : undefined);
}

/** Whether `TELEMETRY_DEBUG` is on. A variable that the runtime does not allow to read counts as off. */
export function isDebugging(): boolean {
  try {
    return /^(?:1|true|yes|on)$/i.test(valueIn(process.env, 'TELEMETRY_DEBUG') ?? '');
  } catch {
    return false;
  }
}

/** Writes a line to standard error; does nothing if that is closed. */
export function writeDebugLine(line: string): void {
  // eslint-disable-next-line no-console -- Unlike a direct write, it does not throw when a pipe's other end is closed.
  console.error(line);
}
