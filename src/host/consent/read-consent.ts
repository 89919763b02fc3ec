import { isConsentGiven } from '../../consent.js';
import { answerIn, DIAGNOSTICS_FILE, readDiagnosticsFile } from './diagnostics-file.js';

/** Which diagnostics file is meant. */
export interface ConsentFileOptions {
  /** @defaultValue {@link DIAGNOSTICS_FILE} */
  path?: string | undefined;
}

/**
 * Whether the diagnostics file holds an explicit yes. Never rejects, and waits for nobody.
 *
 * The key in any case, `export` before it, blanks, quotes, a `# comment`, Windows line ends: all
 * are understood. The last line with the key counts. Only `yes`, `true`, `1` and `on`, in any
 * case, are a yes; a file that is missing, not readable, binary, longer than 64 KiB, or no file
 * but a folder or a FIFO is a no.
 *
 * @see the contract, "Gates and the diagnostics file" and "What this asks of the SDK", 1
 */
export async function readConsent({ path = DIAGNOSTICS_FILE }: ConsentFileOptions = {}): Promise<boolean> {
  const file = await readDiagnosticsFile(path);
  return file.found === 'text' && (await isConsentGiven(answerIn(file.text)));
}
