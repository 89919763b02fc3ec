import type { RecordType } from '../records/record.js';
import type { Environment } from '../host/environment/environment.js';
import {
  type EnvironmentProblem,
  type EnvironmentReading,
  recordFromEnvironment,
} from '../host/environment/record-from-environment.js';
import { NEEDED_VARIABLES } from './needed-variables.js';
import { tell } from './output.js';
import { type Asked, FLAG_VARIABLES, type RecordFlag } from './parse-command-line.js';
import type { Server } from './server.js';

/** Reads the installation from the environment and from the options, which override it. */
export async function readRecord({ values }: Asked): Promise<EnvironmentReading> {
  const flags = Object.keys(FLAG_VARIABLES) as RecordFlag[];
  const given = flags.filter((flag) => values[flag] !== undefined);
  const options = Object.fromEntries(given.map((flag) => [FLAG_VARIABLES[flag], values[flag]])) as Environment;
  // With another random_id, the ids in the environment belong to another installation.
  const others = values['random-id'] === undefined ? {} : { PB_RECORD_ID: '', EXECUTION_ID: '' };
  const { record, ...reading } = recordFromEnvironment({ ...process.env, ...others, ...options });
  const problems: EnvironmentProblem[] = [];
  for (const { name: variable, expected } of reading.problems) {
    const flag = given.find((flag) => FLAG_VARIABLES[flag] === variable);
    const name = flag === undefined ? variable : `--${flag}`;
    problems.push({ name, expected });
    await tell(`${name}: ${expected}${NEEDED_VARIABLES.includes(variable) ? '' : '; left out'}`);
  }
  const isTypeWrong = problems.some(({ name }) => name === FLAG_VARIABLES.type);
  // Keeps the invalid type, so that the record is refused and not stored as a container.
  const type = process.env[FLAG_VARIABLES.type] as RecordType;
  return { ...reading, record: isTypeWrong ? { ...record, type } : record, problems };
}

/** {@link readRecord} for a report that must name the application. */
export async function readNamedRecord(asked: Asked, { kind }: Server): Promise<EnvironmentReading> {
  const reading = await readRecord(asked);
  if (reading.record.nsapp !== '') return reading;
  const expected = 'expected the application, such as "plex"';
  const problem = {
    name: 'NSAPP',
    expected: kind === 'service' ? `${expected}, or --nsapp: the service needs it in every report` : expected,
  };
  await tell(`${problem.name}: ${problem.expected}`);
  return { ...reading, problems: [...reading.problems, problem] };
}
