import { isTelemetryError, TelemetryError } from '../../errors.js';

/** What the command line calls the options of the collector and its store. */
const NAMES: Readonly<Record<string, string>> = {
  path: '--store',
  url: '--store',
  database: '--store, its database',
  cluster: '--store, its cluster',
  retentionDays: '--retention-days',
  trustedProxies: '--trusted-proxies',
  cors: '--cors',
  readToken: 'TELEMETRY_READ_TOKEN',
};

/** Makes something of options of the command line. @throws what it throws; an invalid option is named as it was given. */
export function named<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'invalid-options') throw error;
    const problems = Object.entries(error.fields ?? {}).map(
      ([option, problem]) => `${NAMES[option] ?? option}: ${problem}`,
    );
    throw new TelemetryError('invalid-options', problems.join('; '));
  }
}
