import { TelemetryClient } from '../client.js';
import { isTelemetryError, type TelemetryError } from '../errors.js';
import type { OnEvent } from '../events.js';
import { consentFromHost } from '../host/consent/consent-from-host.js';
import { debugEvents, isDebugging, writeDebugLine } from '../host/debug-events.js';
import { backendFor } from './backend.js';
import { isAbortedWith0 } from './check-end.js';
import { guardsFor } from './guard-store.js';
import { complain } from './output.js';
import type { Asked } from './parse-command-line.js';
import { type Server, serverInWords } from './server.js';

/** Makes a client from this machine's settings. With an invalid URL: one that sends nothing, and the error. */
export async function clientFor(
  { values }: Asked,
  server: Server,
): Promise<{ telemetry: TelemetryClient; refused?: TelemetryError }> {
  try {
    const backend = await backendFor(server);
    if (isDebugging()) writeDebugLine(`telemetry: reports go to ${serverInWords(server)}`);
    const [consent, guards, onEvent] = [consentFromHost(), guardsFor(server), debugLines()];
    return { telemetry: new TelemetryClient({ consent, backend, guards, onEvent }) };
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    // With --json, the error is part of the outcome.
    if (values.json !== true) await complain(`nothing is reported: ${urlProblem(server, error)}`);
    return { telemetry: new TelemetryClient(), refused: error };
  }
}

/** `debugEvents` without the unclear ends that `update` reports anyway. */
function debugLines(): OnEvent {
  const log = debugEvents();
  return (event) => {
    const isReported = event.type === 'unclear-end' && !isAbortedWith0(event.why, event.takenAs);
    return isReported ? undefined : log(event);
  };
}

/** Describes an invalid server URL by the option or variable it came from. */
export function urlProblem({ namedBy }: Server, error: TelemetryError): string {
  const [expected = error.message] = Object.values(error.fields ?? {});
  return namedBy === undefined ? error.message : `${namedBy}: ${expected}`;
}
