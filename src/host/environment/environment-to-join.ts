import type { InstallationRecord } from '../../records/record.js';
import { EXECUTION_ID, RANDOM_ID, RECORD_ID, type Variable, VARIABLES } from './variables.js';

/** An installation that a process hands on to one it starts. */
export interface InstallationToJoin extends Partial<InstallationRecord> {
  random_id: string;
  /** The server's id of the record, where it is known. */
  record_id?: string | undefined;
  /** What this process knows about consent. @defaultValue nothing is said, and the other process looks for itself */
  consent?: boolean | undefined;
}

/** As many as `parseDiskSize` reads. */
const DECIMALS = 6;

/**
 * The variables with which a process joins this installation instead of reporting a second one:
 * the shell functions and `recordFromEnvironment` read them. To be spread over the
 * environment of that process.
 *
 * Which installation it is, is always said whole, so that nothing of another one that this
 * process itself was started for remains: `RANDOM_UUID`, `EXECUTION_ID`, `PB_RECORD_ID`, and
 * `POST_TO_API_DONE`, which tells today's shell functions that the beginning is reported.
 * `DIAGNOSTICS` is set where `consent` is given.
 *
 * Of the record, what is given is set: `disk_size` becomes `DISK_SIZE` as a plain number of GB.
 * An installer may use these variables for itself, so give it `random_id`, `record_id` and
 * `consent` alone where they are its own. What no such variable can hold is left out.
 *
 * An id that is none, or empty, is handed on as empty: then that process reports nothing either.
 *
 * @example
 * ```ts
 * const created = await telemetry.create(record);
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

/** What can be read back as the same value; `undefined` where there is no such text. */
function textFor({ parse }: Variable, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  // A variable cannot hold a NUL, and starting a process with one throws.
  const parsed = parse(typeof value === 'number' ? plain(value) : value.replaceAll('\0', ''));
  if (parsed === undefined || parsed === '') return undefined;
  return typeof parsed === 'number' ? plain(parsed) : parsed;
}

/** Without an exponent, as far as the reading side goes. */
function plain(value: number): string {
  return String(Number(value.toFixed(DECIMALS)));
}
