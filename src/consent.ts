/** An answer to "may this be reported?". */
export type ConsentAnswer = boolean | string | null | undefined;

/** An answer, or a function that is called for each report. */
export type Consent = ConsentAnswer | (() => ConsentAnswer | Promise<ConsentAnswer>);

const YES = /^\s*(?:yes|true|1|on)\s*$/i;

/**
 * Whether the answer is an explicit yes: `true`, or `yes`, `true`, `1` or `on` in any case, with or without blanks
 * around it. Anything else is a no, including a function that throws.
 */
export function isConsentGiven(consent: Consent): boolean | Promise<boolean> {
  return typeof consent === 'function' ? isYesOf(consent) : isYes(consent);
}

async function isYesOf(consent: () => ConsentAnswer | Promise<ConsentAnswer>): Promise<boolean> {
  try {
    return isYes(await consent());
  } catch {
    return false;
  }
}

function isYes(answer: unknown): boolean {
  return answer === true || (typeof answer === 'string' && YES.test(answer));
}
