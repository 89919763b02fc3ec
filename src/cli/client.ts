import { TelemetryClient } from '../client.js';
import { isTelemetryError, type TelemetryError } from '../errors.js';
import type { OnEvent } from '../events.js';
import { consentFromHost } from '../host/consent/consent-from-host.js';
import { debugEvents, isDebugging, writeDebugLine } from '../host/debug-events.js';
import { guardsFor } from './guard-store.js';
import { complain } from './output.js';
import type { Asked } from './parse-command-line.js';
import { backendFor, type Server, serverInWords } from './server.js';

/** A client as this machine wants it. Where the server's URL is invalid, one that reports nothing, and why. */
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
    // JSON has it as the outcome's error.
    if (values.json !== true) await complain(`nothing is reported: ${urlProblem(server, error)}`);
    return { telemetry: new TelemetryClient(), refused: error };
  }
}

/** As `debugEvents`, without what `update` says of its arguments anyway. */
function debugLines(): OnEvent {
  const log = debugEvents();
  return (event) => (event.type === 'unclear-end' ? undefined : log(event));
}

/** What is wrong with the server's URL, by the option or variable that names it. */
export function urlProblem({ namedBy }: Server, error: TelemetryError): string {
  const [expected = error.message] = Object.values(error.fields ?? {});
  return namedBy === undefined ? error.message : `${namedBy}: ${expected}`;
}
