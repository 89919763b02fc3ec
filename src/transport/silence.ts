// What the runtimes say when no connection came about, so that nothing can have been sent:
// Node and Deno by the system's names, Bun by its own, undici for a connect that took too long.
const NOT_CONNECTED: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
];

/** Whether a transport's rejection shows that no connection was made. When in doubt it does not. */
export function wasNeverSent(rejection: unknown): boolean {
  let error = rejection;
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth += 1) {
    const { code, cause } = error as { code?: unknown; cause?: unknown };
    if (NOT_CONNECTED.includes(code)) return true;
    error = cause;
  }
  return false;
}
