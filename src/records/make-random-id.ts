/** A new UUID; on insecure pages, where `crypto.randomUUID` is missing, 32 random hexadecimal digits. */
export function makeRandomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
