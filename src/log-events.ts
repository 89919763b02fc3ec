import type { OnEvent } from './events.js';
import { aFunction, checkOptions } from './option-check.js';

/**
 * Makes an `onEvent` that logs each decision of a client as one line: no consent, dropped, attempt, retry, outcome.
 * Lines contain ids, codes, statuses and durations, and no payload, header, query or token.
 *
 * If no report arrives, the lines say why; see the guide *Nothing arrives?*. Lines come in the order of the events,
 * each a moment after its event, so `process.exit()` right after a call may lose them. Errors of `write` are ignored.
 *
 * @param write - Receives each line, without a line feed. @defaultValue `console.debug`
 * @throws TelemetryError `invalid-options` if `write` is not a function.
 *
 * @example
 * ```ts
 * import { logEvents, TelemetryClient } from '@community-scripts/telemetry';
 * import { memory } from '@community-scripts/telemetry/testing';
 *
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: memory(), onEvent: logEvents() });
 * ```
 */
export function logEvents(write?: (line: string) => unknown): OnEvent {
  // eslint-disable-next-line no-console -- The default for callers who ask for lines without a destination.
  const { write: say = console.debug } = checkOptions('logEvents', { write }, { write: aFunction });
  // Loaded with the first event. Callbacks on one promise run in order, so the lines do too.
  let loading: Promise<typeof import('./event-line.js')> | undefined;
  return (event) =>
    (loading ??= import('./event-line.js')).then(({ eventLine }) => say(eventLine(event))).catch(() => {});
}
