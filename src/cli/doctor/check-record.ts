import { COLLECTION_TYPES } from '../../records/fields.js';
import type { Environment } from '../../host/environment/environment.js';
import { type EnvironmentProblem, recordFromEnvironment } from '../../host/environment/record-from-environment.js';
import { RANDOM_ID, TYPE } from '../../host/environment/variables.js';
import type { InstallationRecord } from '../../records/record.js';
import { NEEDED_VARIABLES } from '../needed-variables.js';
import type { Server } from '../server.js';
import type { Finding } from './finding.js';

/** The longest application name that is shown whole. */
const LONGEST_NAME = 60;

/** Checks the variables that describe the installation, as `create` and `update` read them. */
export function checkRecord(env: Environment, { kind }: Server): Finding {
  const check = 'record';
  const { record, problems: unreadable } = recordFromEnvironment(env);
  const problems = [...unreadable, ...(kind === 'pocketbase' ? refusedType(record) : [])];
  if (record.random_id === '' && problems.every(({ name }) => name !== RANDOM_ID.names[0]))
    problems.push({ name: RANDOM_ID.names[0], expected: `${RANDOM_ID.expected}, got an empty text` });
  if (problems.length > 0) {
    const says = problems.map(({ name, expected }) => `${name}: ${expected}`).join('; ');
    return { check, verdict: 'problem', says, advice: adviceFor(problems) };
  }
  const { nsapp, type } = record;
  return { check, verdict: 'ok', says: nsapp === '' ? 'NSAPP is not set here' : `${type} ${shown(nsapp)}` };
}

/** PocketBase's collection has no word for the types that only the ingest service knows. */
function refusedType({ type }: InstallationRecord): EnvironmentProblem[] {
  if ((COLLECTION_TYPES as readonly string[]).includes(type)) return [];
  const expected = `expected one of ${COLLECTION_TYPES.join(', ')}: PocketBase refuses ${type}`;
  return [{ name: TYPE.names[0], expected }];
}

function adviceFor(problems: readonly EnvironmentProblem[]): string {
  const names = problems.map(({ name }) => name);
  const needed = names.filter((name) => NEEDED_VARIABLES.includes(name));
  if (needed.length === 0) return 'Correct these variables; the report leaves them out.';
  const others = needed.length < names.length ? ' Correct the others too; the report leaves them out.' : '';
  return `Correct ${needed.join(' and ')}: until then nothing is reported.${others}`;
}

function shown(name: string): string {
  return JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}\u2026` : name);
}
