import { pocketBase } from '../../backends/pocketbase.js';
import { TelemetryClient } from '../../client.js';
import { isTelemetryError, type TelemetryError } from '../../errors.js';
import type { InstallationRecord } from '../../records/record.js';
import { consentFromHost } from '../consent/consent-from-host.js';
import type { Environment } from '../environment/environment.js';
import { type EnvironmentReading, recordFromEnvironment } from '../environment/record-from-environment.js';
import { hostFacts } from '../facts/host-facts.js';
import { FileGuardStore } from '../guards/file-guard-store.js';
import { type Asked, FLAG_VARIABLES, type RecordFlag } from './command-line.js';
import { tell } from './streams.js';

/** A client as this machine wants it. Where the server's address is none, one that reports nothing, and why. */
export async function clientFor({ values }: Asked): Promise<{ telemetry: TelemetryClient; refused?: TelemetryError }> {
  const { url = process.env['PB_URL'] } = values;
  const folder = process.env['TELEMETRY_GUARDS'];
  try {
    const telemetry = new TelemetryClient({
      consent: consentFromHost(),
      backend: pocketBase(url === undefined || url === '' ? {} : { baseUrl: url }),
      guards: new FileGuardStore({
        ...(folder === undefined || folder === '' ? {} : { folder }),
        onDegraded: (error) => void tell(`telemetry: each process reports for itself: ${(error as Error).message}`),
      }),
    });
    return { telemetry };
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
  const others = values['random-id'] === undefined ? {} : { PB_RECORD_ID: '' };
  const reading = recordFromEnvironment({ ...process.env, ...others, ...(Object.fromEntries(given) as Environment) });
  for (const { name, expected } of reading.problems) await tell(`telemetry: ${name}: ${expected}; left out`);
  return reading;
}

/** As {@link readingFor}, where something is to be created, which has to have a name. */
export async function creationFor(asked: Asked): Promise<EnvironmentReading> {
  const reading = await readingFor(asked);
  if (reading.record.nsapp !== '') return reading;
  const problem = { name: 'NSAPP', expected: 'expected what is installed, such as "plex"' };
  await tell(`telemetry: ${problem.name}: ${problem.expected}`);
  return { ...reading, problems: [...reading.problems, problem] };
}

/** With what this machine knows of itself, which nobody asks it without a yes. */
export async function onThisHost(record: InstallationRecord): Promise<InstallationRecord> {
  if (!(await consentFromHost()())) return record;
  const { pve_version } = await hostFacts();
  return pve_version === undefined ? record : { ...record, pve_version };
}
