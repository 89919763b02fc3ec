import { consentInWords, type ConsentSource, isYes, readConsentSources } from '../../host/consent/consent-sources.js';
import { DIAGNOSTICS_FILE } from '../../host/consent/diagnostics-file.js';
import type { Finding } from './finding.js';

/** Checks that this machine gives consent, and lists what each file and variable says. */
export async function checkConsent(): Promise<Finding & { readonly sources: readonly ConsentSource[] }> {
  const sources = await readConsentSources(DIAGNOSTICS_FILE, undefined);
  const check = 'consent';
  if (isYes(sources)) return { check, verdict: 'ok', says: consentInWords(sources), sources };
  const refusing = sources.filter(({ says, name }) => says === 'no' && name !== DIAGNOSTICS_FILE);
  const leftOver = sources.filter((source) => !refusing.includes(source));
  const steps = [
    ...(refusing.length === 0 ? [] : [`unset ${refusing.map(({ name }) => name).join(' and ')}`]),
    ...(isYes(leftOver) ? [] : ['run: telemetry consent yes']),
  ];
  const says = `nothing is sent: ${consentInWords(sources)}`;
  return { check, verdict: 'problem', says, advice: `If the user agrees, ${steps.join(' and ')}`, sources };
}
