/**
 * Makes a UUID; on an insecure page, where `crypto.randomUUID` is missing, 32 random hexadecimal digits. Empty if the
 * runtime has no source of random numbers; nothing is sent then.
 */
export function makeRandomId(): string {
  try {
    const hex = (part: number): string => part.toString(16).padStart(8, '0');
    return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), hex).join('');
  } catch {
    return '';
  }
}
