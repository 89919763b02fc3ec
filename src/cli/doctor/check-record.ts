import type { Environment } from '../../host/environment/environment.js';
import { recordFromEnvironment } from '../../host/environment/record-from-environment.js';
import type { Finding } from './finding.js';

/** Checks the variables that describe the installation, as `create` and `update` read them. */
export function checkRecord(env: Environment): Finding {
  const check = 'record';
  const { record, problems } = recordFromEnvironment(env);
  if (problems.length > 0) {
    const says = problems.map(({ name, expected }) => `${name}: ${expected}`).join('; ');
    return { check, verdict: 'problem', says, advice: 'Correct these variables; the report leaves them out.' };
  }
  const { nsapp, type } = record;
  return { check, verdict: 'ok', says: nsapp === '' ? 'NSAPP is not set here' : `${type} ${JSON.stringify(nsapp)}` };
}
