import { isConsentGiven } from '../../consent.js';
import { answerIn, DIAGNOSTICS_FILE, readDiagnosticsFile } from './diagnostics-file.js';

/** Options of {@link readConsent} and `writeConsent`. */
export interface ConsentFileOptions {
  /** The diagnostics file. @defaultValue {@link DIAGNOSTICS_FILE} */
  path?: string | undefined;
}

/**
 * Tells whether the diagnostics file holds an explicit yes. Never rejects, and does not block on a FIFO.
 *
 * The value is a yes if it is `yes`, `true`, `1` or `on`, in any case. The last line that sets `DIAGNOSTICS`
 * counts; its name may be in any case, and `export`, blanks, quotes, a `# comment` and Windows line ends are
 * accepted. A file that is missing, unreadable, binary, longer than 64 KiB, or not a regular file is a no.
 */
export async function readConsent({ path = DIAGNOSTICS_FILE }: ConsentFileOptions = {}): Promise<boolean> {
  const file = await readDiagnosticsFile(path);
  return file.found === 'text' && (await isConsentGiven(answerIn(file.text)));
}
