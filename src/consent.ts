/** One answer to "may this be reported?". */
export type ConsentAnswer = boolean | string | null | undefined;

/** An answer, or a function that is asked anew at each call. */
export type Consent = ConsentAnswer | (() => ConsentAnswer | Promise<ConsentAnswer>);

const YES = /^\s*(?:yes|true|1|on)\s*$/i;

/**
 * Whether the answer is an explicit yes: `true`, or `yes`, `true`, `1`, `on` in any case,
 * blanks around it ignored. Everything else is a no, a function that throws included.
 *
 * @see the contract, "What this asks of the SDK", 1: the shell client sent for everything but an exact `no`.
 */
export async function isConsentGiven(consent: Consent): Promise<boolean> {
  try {
    return isYes(typeof consent === 'function' ? await consent() : consent);
  } catch {
    return false;
  }
}

function isYes(answer: unknown): boolean {
  return answer === true || (typeof answer === 'string' && YES.test(answer));
}
