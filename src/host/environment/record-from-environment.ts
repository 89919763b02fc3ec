import type { InstallationRecord, RecordType } from '../../records/record.js';
import { type Environment, valueIn } from './environment.js';
import {
  CT_TYPE,
  EXECUTION_ID,
  RANDOM_ID,
  type Readable,
  RECORD_ID,
  TYPE,
  type Variable,
  VARIABLES,
} from './variables.js';

/** A variable that is set to something that cannot be used. */
export interface EnvironmentProblem {
  /** Of the variable, such as `DISK_SIZE`. */
  readonly name: string;
  /** Such as `expected a whole number from 0`. */
  readonly expected: string;
}

/** What an environment says about an installation. */
export interface EnvironmentReading {
  /** Ready for `create`. */
  readonly record: InstallationRecord;
  /** The server's id of the record, where whoever started this process knew it; for `update`. */
  readonly record_id?: string;
  /** What could not be used, by variable; empty where all is well. */
  readonly problems: readonly EnvironmentProblem[];
}

/** What the caller knows better than the environment. */
export interface RecordFromEnvironmentOptions {
  /** @defaultValue what `TELEMETRY_TYPE` says, else `'lxc'` */
  type?: RecordType | undefined;
}

/**
 * Reads an installation from the variables of the shell functions: `NSAPP` (else `app`),
 * `CT_TYPE`, `DISK_SIZE` in GB, `CORE_COUNT`, `RAM_SIZE` in MB, `var_os`, `var_version`, `METHOD`,
 * `RANDOM_UUID`, `PB_RECORD_ID` and `TELEMETRY_TYPE`, of which `turnkey` and `tool` are the ingest
 * service's and refused by PocketBase. Sizes may have units. Never throws.
 *
 * An empty variable counts as unset, and what is unset is left out of the record. So is what cannot
 * be used, which is then named in `problems`. `nsapp` is empty where nothing says it. A virtual
 * machine's `CT_TYPE` is not looked at.
 *
 * With `RANDOM_UUID` unset the client makes an id. Set, but empty or not usable, it is empty in the
 * record and nothing is sent: whoever set it meant one installation, and another id would report a
 * second one.
 *
 * @param env - @defaultValue the environment of this process
 * @see the contract, "Requests"
 *
 * @example
 * ```ts
 * const { record, problems } = recordFromEnvironment();
 * for (const { name, expected } of problems) console.warn(`${name}: ${expected}`);
 * await telemetry.create(record);
 * ```
 */
export function recordFromEnvironment(
  env: Environment = process.env,
  { type }: RecordFromEnvironmentOptions = {},
): EnvironmentReading {
  const reader = new EnvironmentReader(env);
  const fields: Partial<Record<Variable['field'], unknown>> = { type: 'lxc', nsapp: '' };
  for (const variable of VARIABLES) {
    if (variable === TYPE && type !== undefined) fields.type = type;
    else if (variable !== CT_TYPE || fields.type !== 'vm') {
      const value = reader.read(variable);
      if (value !== undefined) fields[variable.field] = value;
    }
  }
  const random_id = reader.isSet(RANDOM_ID.names[0]) ? (reader.read(RANDOM_ID) ?? '') : undefined;
  const record_id = random_id === '' ? undefined : reader.read(RECORD_ID);
  // Without the installation's id it would name another one's attempt; the first attempt is named as the installation.
  const execution_id = random_id ? reader.read(EXECUTION_ID) : undefined;
  const isLaterAttempt = execution_id !== undefined && execution_id !== random_id;
  return {
    record: {
      ...fields,
      ...(random_id !== undefined && { random_id }),
      ...(isLaterAttempt && { execution_id }),
    } as InstallationRecord,
    ...(record_id !== undefined && { record_id }),
    problems: reader.problems,
  };
}

/** Takes the values out of an environment, and notes those that cannot be used. */
class EnvironmentReader {
  readonly problems: EnvironmentProblem[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  isSet(name: string): boolean {
    try {
      return valueIn(this.#env, name) !== undefined;
    } catch {
      return false;
    }
  }

  /** `undefined` where none of its names is set, or the first that is set is of no use. */
  read<T>({ names, parse, expected }: Readable<T>): T | undefined {
    for (const name of names) {
      const text = this.#textOf(name);
      if (text === undefined) continue;
      const value = parse(text);
      if (value === undefined) this.problems.push({ name, expected });
      return value;
    }
    return undefined;
  }

  #textOf(name: string): string | undefined {
    try {
      const text = valueIn(this.#env, name);
      return text === '' ? undefined : text;
    } catch {
      this.problems.push({ name, expected: 'expected the permission to read it' });
      return undefined;
    }
  }
}
