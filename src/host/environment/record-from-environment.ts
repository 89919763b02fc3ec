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

/** A variable whose value is invalid. */
export interface EnvironmentProblem {
  /** The variable's name, such as `DISK_SIZE`. */
  readonly name: string;
  /** What was expected, such as `expected a whole number from 0`. */
  readonly expected: string;
}

/** What {@link recordFromEnvironment} found. */
export interface EnvironmentReading {
  /** The record, for `create`. */
  readonly record: InstallationRecord;
  /** The server's id of the record, for `update`; set if the process that started this one passed it on. */
  readonly record_id?: string;
  /** The invalid variables; empty if there are none. */
  readonly problems: readonly EnvironmentProblem[];
}

/** Options of {@link recordFromEnvironment}. */
export interface RecordFromEnvironmentOptions {
  /** The record's type. @defaultValue `TELEMETRY_TYPE`, else `'lxc'` */
  type?: RecordType | undefined;
}

/**
 * Reads a record from the environment variables of the shell functions. Never throws.
 *
 * The variables are `NSAPP` (else `app`), `CT_TYPE`, `DISK_SIZE` in GB, `CORE_COUNT`, `RAM_SIZE` in MB, `var_os`,
 * `var_version`, `METHOD`, `RANDOM_UUID`, `EXECUTION_ID`, `PB_RECORD_ID` and `TELEMETRY_TYPE`. Sizes may have units.
 * PocketBase refuses the types `turnkey` and `tool`, which only the ingest service knows.
 *
 * An empty variable counts as unset, and the record has no field for it. An invalid one is left out too and
 * listed in `problems`. Without `NSAPP` and `app`, `nsapp` is empty. `CT_TYPE` is ignored for a virtual machine.
 *
 * If `RANDOM_UUID` is unset, the client makes an id. If it is set but empty or invalid, `random_id` is empty and
 * nothing is sent, because a new id would report the same installation a second time.
 *
 * @param env - Environment variables. @defaultValue those of this process
 *
 * @example
 * ```ts
 * import { recordFromEnvironment } from '@community-scripts/telemetry/host';
 *
 * const { record, problems } = recordFromEnvironment();
 * for (const { name, expected } of problems) console.warn(`${name}: ${expected}`);
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
  // Without a random_id it would belong to another installation. The first attempt's id equals the random_id.
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

/** Reads variables and collects the invalid ones. */
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

  /** `undefined` if none of its names is set, or if the first that is set is invalid. */
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
      this.problems.push({ name, expected: 'expected permission to read it' });
      return undefined;
    }
  }
}
