import { eventLine } from '../event-line.js';
import type { OnEvent } from '../events.js';
import { builtin } from './builtin.js';
import { valueIn } from './environment/environment.js';
import { printable } from './printable.js';

/**
 * Makes an `onEvent` that writes the lines of `logEvents` to standard error while `TELEMETRY_DEBUG` is 1.
 *
 * The variable is read at each event. With it, `consentFromHost` also writes which file or variable decided. Each line
 * is written before the call returns, so `process.exit()` loses none. If standard error is closed or full, the lines
 * are lost.
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
  return (event) => (isDebugging() ? writeDebugLine(eventLine(event)) : undefined);
}

/** Whether `TELEMETRY_DEBUG` is on. A variable that the runtime does not allow to read counts as off. */
export function isDebugging(): boolean {
  try {
    return /^(?:1|true|yes|on)$/i.test(valueIn(process.env, 'TELEMETRY_DEBUG') ?? '');
  } catch {
    return false;
  }
}

const STANDARD_ERROR = 2;

/** Writes a line to standard error before it returns; does nothing if that is closed or full. */
export function writeDebugLine(line: string): void {
  try {
    // Not console.error: a stream reports a closed pipe later, as an event that ends a process without a listener.
    builtin('node:fs').writeSync(STANDARD_ERROR, `${printable(line)}\n`);
  } catch {
    // The lines are an aid, so the program goes on without them.
  }
}
