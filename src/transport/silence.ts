// What the runtimes say when no connection came about, so that nothing can have been sent:
// Node by the system's names, undici for a connect that took too long, Bun by its own name.
const NOT_CONNECTED: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
];

// Deno gives no code.
const NOT_CONNECTED_TEXT = 'client error (Connect)';

/** Whether a transport's rejection shows that no connection was made. When in doubt it does not. */
export function wasNeverSent(rejection: unknown): boolean {
  let error = rejection;
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth += 1) {
    const { code, cause, message } = error as { code?: unknown; cause?: unknown; message?: unknown };
    if (NOT_CONNECTED.includes(code) || isNotConnected(message)) return true;
    error = cause;
  }
  return false;
}

function isNotConnected(message: unknown): boolean {
  return typeof message === 'string' && message.includes(NOT_CONNECTED_TEXT);
}
