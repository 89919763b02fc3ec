import { TelemetryClient } from '../client.js';
import { isTelemetryError, type TelemetryError } from '../errors.js';
import { consentFromHost } from '../host/consent/consent-from-host.js';
import type { Environment } from '../host/environment/environment.js';
import { type EnvironmentReading, recordFromEnvironment } from '../host/environment/record-from-environment.js';
import { type Asked, FLAG_VARIABLES, type RecordFlag } from './parse-command-line.js';
import { guardsFor } from './guard-store.js';
import { backendFor, type Server } from './server.js';
import { tell } from './output.js';

/** A client as this machine wants it. Where the server's address is none, one that reports nothing, and why. */
export async function clientFor(server: Server): Promise<{ telemetry: TelemetryClient; refused?: TelemetryError }> {
  try {
    const backend = await backendFor(server);
    return { telemetry: new TelemetryClient({ consent: consentFromHost(), backend, guards: guardsFor(server) }) };
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    await tell(`telemetry: nothing is reported: ${error.message}`);
    return { telemetry: new TelemetryClient(), refused: error };
  }
}

/** What the environment says about the installation, and the options, which override it. */
export async function readingFor({ values }: Asked): Promise<EnvironmentReading> {
  const flags = Object.keys(FLAG_VARIABLES) as RecordFlag[];
  const given = flags.filter((flag) => values[flag] !== undefined).map((flag) => [FLAG_VARIABLES[flag], values[flag]]);
  // Another installation's record is none of this one.
  const others = values['random-id'] === undefined ? {} : { PB_RECORD_ID: '', EXECUTION_ID: '' };
  const reading = recordFromEnvironment({ ...process.env, ...others, ...(Object.fromEntries(given) as Environment) });
  for (const { name, expected } of reading.problems) await tell(`telemetry: ${name}: ${expected}; left out`);
  return reading;
}

/** As {@link readingFor}, where the server needs to know what is installed. */
export async function namedReadingFor(asked: Asked, { kind }: Server): Promise<EnvironmentReading> {
  const reading = await readingFor(asked);
  if (reading.record.nsapp !== '') return reading;
  const expected = 'expected what is installed, such as "plex"';
  const problem = {
    name: 'NSAPP',
    expected: kind === 'service' ? `${expected}, or --nsapp: the service needs it in every report` : expected,
  };
  await tell(`telemetry: ${problem.name}: ${problem.expected}`);
  return { ...reading, problems: [...reading.problems, problem] };
}
