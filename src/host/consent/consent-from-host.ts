import { isDebugging, writeDebugLine } from '../debug-events.js';
import type { Environment } from '../environment/environment.js';
import { consentInWords, isYes, readConsentSources } from './consent-sources.js';
import { DIAGNOSTICS_FILE } from './diagnostics-file.js';

/** Where {@link consentFromHost} looks. */
export interface HostConsentOptions {
  /** The diagnostics file. @defaultValue {@link DIAGNOSTICS_FILE} */
  path?: string | undefined;
  /** @defaultValue the environment of this process */
  env?: Environment | undefined;
}

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
 * Everything is looked at anew at each call, so that a server follows a file that changes. With `TELEMETRY_DEBUG=1` it
 * says on standard error which file or variable decided.
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
    const sources = await readConsentSources(path, env);
    const isGiven = isYes(sources);
    sayConsent(`telemetry: consent is ${isGiven ? 'yes' : 'no'}: ${consentInWords(sources)}`);
    return isGiven;
  };
}

let said: string | undefined;

/** Each report asks anew; the answer is said when it is another one. */
function sayConsent(line: string): void {
  if (line === said || !isDebugging()) return;
  said = line;
  writeDebugLine(line);
}
