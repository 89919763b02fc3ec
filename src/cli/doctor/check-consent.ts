import { consentInWords, type ConsentSource, isYes, readConsentSources } from '../../host/consent/consent-sources.js';
import { DIAGNOSTICS_FILE } from '../../host/consent/diagnostics-file.js';
import type { Finding } from './finding.js';

/** Checks that this machine gives consent, and lists what the diagnostics file and each variable say. */
export async function checkConsent(
  file: string = DIAGNOSTICS_FILE,
): Promise<Finding & { readonly sources: readonly ConsentSource[] }> {
  const sources = await readConsentSources(file, undefined);
  const check = 'consent';
  if (isYes(sources)) {
    // A program that reads only the variable finds no yes in it, and reports nothing.
    const isInFile = sources.some(({ says, name }) => says === 'yes' && name === file);
    const hint = isInFile ? '; a program sees the file only through consentFromHost()' : '';
    return { check, verdict: 'ok', says: `${consentInWords(sources)}${hint}`, sources };
  }
  const refusing = sources.filter(({ says, name }) => says === 'no' && name !== file);
  const leftOver = sources.filter((source) => !refusing.includes(source));
  const steps = [
    ...(refusing.length === 0 ? [] : [`unset ${refusing.map(({ name }) => name).join(' and ')}`]),
    ...(isYes(leftOver) ? [] : ['run: telemetry consent yes']),
  ];
  const says = `nothing is sent: ${consentInWords(sources)}`;
  return { check, verdict: 'problem', says, advice: `If the user agrees, ${steps.join(' and ')}`, sources };
}
