import { PROXY_FAILED, PROXY_REFUSED } from '../../transport/connection-errors.js';
import { type Proxy, proxyInWords } from './proxy.js';

/**
 * The error of a proxy, by which nothing was sent to the server. The text may name the proxy's host and port, never its
 * user and password.
 */
export function proxyError(text: string, { isPermanent, cause }: { isPermanent: boolean; cause?: unknown }): Error {
  return Object.assign(new Error(`proxy ${text}`, { cause }), { code: isPermanent ? PROXY_REFUSED : PROXY_FAILED });
}

/** The error of a proxy that was not reached, or broke off before it had answered. */
export function proxyFailure(proxy: Proxy, cause: unknown): Error {
  const { code } = cause as { readonly code?: unknown };
  const reason = typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'no answer';
  return proxyError(`${proxyInWords(proxy)}: ${reason}`, { isPermanent: false, cause });
}

export function isProxyError({ code }: { readonly code?: unknown }): boolean {
  return code === PROXY_FAILED || code === PROXY_REFUSED;
}
