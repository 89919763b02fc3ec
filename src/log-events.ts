import type { OnEvent } from './events.js';
import { aFunction, checkOptions } from './option-check.js';

/**
 * Makes an `onEvent` that says each decision of a client in one line: no consent, dropped, attempt, retry, outcome,
 * with ids, codes, statuses and durations. Lines hold no payload, header, query or token.
 *
 * Where nothing arrives, the lines say why; see docs/nothing-arrives.md. What `write` throws harms nothing.
 * The lines come in the order of the events, the first a moment after its event; `process.exit()` at once loses it.
 *
 * @param write - Gets each line, without a line feed. @defaultValue `console.debug`
 * @throws TelemetryError `invalid-options` where `write` is not a function.
 *
 * @example
 * ```ts
 * const telemetry = new TelemetryClient({ consent: 'yes', onEvent: logEvents() });
 * ```
 */
export function logEvents(write?: (line: string) => unknown): OnEvent {
  // eslint-disable-next-line no-console -- Who asks for lines without saying where to wants them on the console.
  const { write: say = console.debug } = checkOptions('logEvents', { write }, { write: aFunction });
  // Loaded with the first event. Those who wait for one promise go on in the order in which they came.
  let loading: Promise<typeof import('./event-line.js')> | undefined;
  return (event) =>
    (loading ??= import('./event-line.js')).then(({ eventLine }) => say(eventLine(event))).catch(() => {});
}
