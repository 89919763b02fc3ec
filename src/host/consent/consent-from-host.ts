import { isDebugging, writeDebugLine } from '../debug-events.js';
import type { Environment } from '../environment/environment.js';
import { consentInWords, isYes, readConsentSources } from './consent-sources.js';
import { DIAGNOSTICS_FILE } from './diagnostics-file.js';

/** Where {@link consentFromHost} looks for the user's answer. */
export interface HostConsentOptions {
  /** The diagnostics file. @defaultValue {@link DIAGNOSTICS_FILE} */
  path?: string | undefined;
  /** Environment variables. @defaultValue those of this process */
  env?: Environment | undefined;
}

/**
 * Makes a `consent` function from this machine's settings: it needs at least one yes and not a single no.
 *
 * | diagnostics file | `DIAGNOSTICS` | consent |
 * | --- | --- | --- |
 * | yes | unset, empty or yes | yes |
 * | missing | yes | yes |
 * | missing | unset or empty | no |
 * | without a yes, or unreadable | any | no |
 * | any | set, but not a yes | no |
 *
 * `DO_NOT_TRACK` is a no too, unless it is empty, `0`, `false`, `no` or `off`. A yes is `yes`, `true`, `1` or `on`, in
 * any case; `readConsent` describes the file.
 *
 * Each call reads the file and the variables again, so a long-running server follows changes. With
 * `TELEMETRY_DEBUG=1` it writes to standard error which file or variable decided.
 *
 * @returns a function that never rejects.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { consentFromHost } from '@community-scripts/telemetry/host';
 *
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

/** Writes the answer only when it has changed, because every report asks again. */
function sayConsent(line: string): void {
  if (line === said || !isDebugging()) return;
  said = line;
  writeDebugLine(line);
}
