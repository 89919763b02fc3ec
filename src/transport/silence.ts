import { chainOf } from './origin.js';

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
  return chainOf(rejection).some(
    ({ code, message }) =>
      NOT_CONNECTED.includes(code) || (typeof message === 'string' && message.includes(NOT_CONNECTED_TEXT)),
  );
}

/** The code of what lies under a rejection, such as ` (ECONNREFUSED)`, for the text of an error; else empty. */
export function reasonFor(rejection: unknown): string {
  const code = chainOf(rejection).find(({ code }) => typeof code === 'string' && /^\w{1,40}$/.test(code))?.code;
  return code === undefined ? '' : ` (${code as string})`;
}
