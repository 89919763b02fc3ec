import type { InstallationRecord } from '../../records/record.js';
import { EXECUTION_ID, RANDOM_ID, RECORD_ID, type Variable, VARIABLES } from './variables.js';

/** An installation that a process passes on to a process it starts. */
export interface InstallationToJoin extends Partial<InstallationRecord> {
  random_id: string;
  /** The server's id of the record, if known. */
  record_id?: string | undefined;
  /** The user's consent, if this process knows it. @defaultValue not passed on: the other process looks it up itself */
  consent?: boolean | undefined;
}

/** As many decimals as `parseDiskSize` reads. */
const DECIMALS = 6;

/**
 * Makes the environment variables with which another process joins this installation instead of reporting a
 * second one. Spread them over that process's environment; the shell functions and `recordFromEnvironment` read them.
 *
 * `RANDOM_UUID`, `EXECUTION_ID`, `PB_RECORD_ID` and `POST_TO_API_DONE` are always set, so that no value of another
 * installation is inherited. `POST_TO_API_DONE` tells the shell functions that the create was already reported.
 * `DIAGNOSTICS` is set if `consent` is given.
 *
 * Each record field that is given sets its variable; `disk_size` becomes `DISK_SIZE`, a plain number of GB. Pass
 * only `random_id`, `record_id` and `consent` to an installer that uses these variables for itself. A value that
 * its variable cannot hold is left out.
 *
 * An empty or invalid `random_id` is passed on as empty, and the other process reports nothing.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { environmentToJoin } from '@community-scripts/telemetry/host';
 * import { memory } from '@community-scripts/telemetry/testing';
 * import { spawn } from 'node:child_process';
 *
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
 * const created = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * spawn('bash', ['plex.sh'], { env: { ...process.env, ...environmentToJoin(created) } });
 * ```
 */
export function environmentToJoin(installation: InstallationToJoin): Record<string, string> {
  const { random_id, execution_id, record_id, consent } = installation;
  const id = RANDOM_ID.parse(random_id) ?? '';
  const described = VARIABLES.flatMap((variable) => {
    const text = textFor(variable, installation[variable.field]);
    return text === undefined ? [] : [[variable.names[0], text] as const];
  });
  return {
    ...Object.fromEntries(described),
    RANDOM_UUID: id,
    EXECUTION_ID: id === '' ? '' : (EXECUTION_ID.parse(execution_id ?? '') ?? id),
    PB_RECORD_ID: id === '' ? '' : (RECORD_ID.parse(record_id ?? '') ?? ''),
    POST_TO_API_DONE: 'true',
    ...(consent !== undefined && { DIAGNOSTICS: consent === true ? 'yes' : 'no' }),
  };
}

/** The text that reads back as the same value; `undefined` if there is no such text. */
function textFor({ parse }: Variable, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  // Starting a process throws if a variable holds a NUL.
  const parsed = parse(typeof value === 'number' ? plain(value) : value.replaceAll('\0', ''));
  if (parsed === undefined || parsed === '') return undefined;
  return typeof parsed === 'number' ? plain(parsed) : parsed;
}

/** Formats a number without an exponent, with the decimals that are read back. */
function plain(value: number): string {
  return String(Number(value.toFixed(DECIMALS)));
}
