import { consentFromHost } from '../host/consent/consent-from-host.js';
import { DIAGNOSTICS_FILE } from '../host/consent/diagnostics-file.js';
import { writeConsent } from '../host/consent/write-consent.js';
import type { Asked } from './parse-command-line.js';
import { complain, print, tell } from './output.js';

const COULD_NOT_WRITE = 1;

/** Shows whether this machine gives consent, or writes the answer to the diagnostics file. */
export async function consent({ given: [answer], values }: Asked): Promise<number> {
  const path = values.file ?? DIAGNOSTICS_FILE;
  if (answer !== undefined) {
    try {
      await writeConsent(answer === 'yes', { path });
    } catch (error) {
      await complain((error as Error).message);
      return COULD_NOT_WRITE;
    }
  }
  const isGiven = await consentFromHost({ path })();
  await print(values.json === true ? JSON.stringify({ consent: isGiven, path }) : isGiven ? 'yes' : 'no');
  if (answer === 'yes' && !isGiven) await tell(`${path} says yes, but DIAGNOSTICS or DO_NOT_TRACK says no`);
  return 0;
}
