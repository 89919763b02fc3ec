/**
 * A new UUID; on insecure pages, where `crypto.randomUUID` is missing, 32 random hexadecimal digits.
 * Empty where the runtime has no source of random numbers, so that nothing is sent.
 */
export function makeRandomId(): string {
  try {
    const hex = (part: number): string => part.toString(16).padStart(8, '0');
    return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), hex).join('');
  } catch {
    return '';
  }
}
