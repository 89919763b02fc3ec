import { isConsentGiven } from '../../consent.js';
import { type Environment, valueIn } from '../environment/environment.js';
import { answerIn, DIAGNOSTICS_FILE, readDiagnosticsFile } from './diagnostics-file.js';

/** Where {@link consentFromHost} looks. */
export interface HostConsentOptions {
  /** The diagnostics file. @defaultValue {@link DIAGNOSTICS_FILE} */
  path?: string | undefined;
  /** @defaultValue the environment of this process */
  env?: Environment | undefined;
}

/** What one of the places says; `undefined` where it says nothing. */
type Statement = boolean | undefined;

/**
 * Makes the consent of this machine, for a client: at least one explicit yes, and no no.
 *
 * | the diagnostics file | `DIAGNOSTICS` | |
 * | --- | --- | --- |
 * | yes | unset or empty, yes | yes |
 * | missing | yes | yes |
 * | missing | unset or empty | no |
 * | there, but without a yes, or not usable | anything | no |
 * | anything | set, but no yes | no |
 *
 * `DO_NOT_TRACK`, unless it is empty, `0`, `false`, `no` or `off`, is a no as well. What is a yes
 * in the file, `readConsent` says.
 *
 * Everything is looked at anew at each call, so that a server follows a file that changes.
 *
 * @returns a function that never rejects.
 * @see the contract, "Gates and the diagnostics file"; without a file today's client looks at the environment too
 *
 * @example
 * ```ts
 * const telemetry = new TelemetryClient({ consent: consentFromHost() });
 * ```
 */
export function consentFromHost({ path = DIAGNOSTICS_FILE, env }: HostConsentOptions = {}): () => Promise<boolean> {
  return async () => {
    try {
      const variables = env ?? process.env;
      if (isTrackingRefused(variables)) return false;
      const statements = [await statementOfVariable(variables), await statementOfFile(path)];
      return statements.includes(true) && !statements.includes(false);
    } catch {
      // An environment that the runtime does not permit to read may hold a no.
      return false;
    }
  };
}

/** @see https://consoledonottrack.com */
function isTrackingRefused(variables: Environment): boolean {
  return !/^(?:0|false|no|off)?$/i.test((valueIn(variables, 'DO_NOT_TRACK') ?? '').trim());
}

async function statementOfVariable(variables: Environment): Promise<Statement> {
  const given = valueIn(variables, 'DIAGNOSTICS') ?? '';
  return given === '' ? undefined : isConsentGiven(given);
}

async function statementOfFile(path: string): Promise<Statement> {
  const file = await readDiagnosticsFile(path);
  if (file.found === 'nothing') return undefined;
  return file.found === 'text' && isConsentGiven(answerIn(file.text));
}
