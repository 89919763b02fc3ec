import { guarded } from '../errors.js';
import { chainOf, type Link } from './error-cause.js';

/** Message of the default transport if there is no `fetch`. */
export const NO_FETCH = 'no fetch in this runtime: set the backend option transport';

/** The code of an error of a proxy that did not carry a request this time. */
export const PROXY_FAILED = 'PROXY_FAILED';

/** The code of an error of a proxy that cannot be used, or would refuse the same request again. */
export const PROXY_REFUSED = 'PROXY_REFUSED';

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
  PROXY_FAILED,
];

// The `syscall` that Node names for a failed connect or lookup, with any code.
const CONNECTING: readonly unknown[] = ['connect', 'getaddrinfo'];

// Deno has no code.
const NOT_CONNECTED_TEXT = 'client error (Connect)';

// The certificate is checked before anything is sent. OpenSSL's names, used by Node and Bun.
const BAD_CERTIFICATE =
  /^(?:CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT\w*|VERIFY_LEAF_SIGNATURE)|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_\w+)$/;

// undici and Node of a header that no request may have, and a proxy that cannot be used.
const REFUSED: readonly unknown[] = [
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_HTTP_INVALID_HEADER_VALUE',
  PROXY_REFUSED,
];

// OpenSSL of a certificate or key of the client that cannot be used.
const BAD_KEY = /^ERR_OSSL_\w+$/;

// Node and Deno for a blocked port, and for a host without permission.
const BAD_PORT = /^bad port$|^Fetch failed: Requests to port \d+ are blocked/;
const NO_PERMISSION = /^Requires net access to |^(?:connect|getaddrinfo) ERR_ACCESS_DENIED/;

/** Whether a transport's rejection proves that no request was sent. `false` if in doubt. */
export function wasNeverSent(rejection: unknown): boolean {
  return guarded(() => shows(isUnsent, rejection)) === true;
}

/** Whether this runtime refused to send the request, so that a retry would fail too. */
export function isRefusedHere(rejection: unknown): boolean {
  return guarded(() => shows(isRefused, rejection)) === true;
}

function isUnsent(link: Link): boolean {
  const { code, syscall, message } = link;
  // After something was sent, the system may also report an unreachable host.
  if (syscall === 'read' || syscall === 'write') return false;
  return (
    NOT_CONNECTED.includes(code) ||
    CONNECTING.includes(syscall) ||
    BAD_CERTIFICATE.test(String(code)) ||
    String(message).includes(NOT_CONNECTED_TEXT) ||
    isRefused(link)
  );
}

function isRefused({ code, message }: Link): boolean {
  const text = String(message);
  return (
    REFUSED.includes(code) ||
    BAD_KEY.test(String(code)) ||
    BAD_PORT.test(text) ||
    NO_PERMISSION.test(text) ||
    text === NO_FETCH
  );
}

/** Whether an error or one of its causes matches; every one of an AggregateError has to. */
function shows(says: (link: Link) => boolean, error: unknown, depth = 5): boolean {
  if (typeof error !== 'object' || error === null || depth === 0) return false;
  const link = error as Link;
  const { errors } = link;
  if (Array.isArray(errors) && errors.length > 0) {
    return errors.length <= 20 && errors.every((one) => shows(says, one, depth - 1));
  }
  return says(link) || shows(says, link.cause, depth - 1);
}

// Deno's messages, which may end with the system's: `tcp connect error: Connection refused`.
const DENO_WORDS =
  /client error \(\w+\): ((?:tcp connect error|dns error|invalid peer certificate|tls handshake eof|received [a-z]+ [a-z]+|connection [a-z]+ [a-z ]+|invalid HTTP [a-z ]+|operation timed out)(?:: [A-Za-z ]{3,60})?)|^(Connection reset by peer|Broken pipe) \(os error|^(error reading a body from connection)/;

/**
 * Returns the reason why there was no answer, for an error message, in words to search for, such as ` (ECONNREFUSED)`.
 * Empty if only texts are known that may come from the server or the caller.
 *
 * @param origin - The rejection, without what was sent.
 */
export function reasonFor(rejection: unknown, origin: Error | undefined): string {
  const reason =
    deepest(rejection, runtimesWords) ??
    deepest(origin, ({ code }) => (/^\w{1,60}$/.test(String(code)) && typeof code === 'string' ? code : undefined)) ??
    deepest(origin, ({ name }) => (IS_OWN_KIND.test(String(name)) ? (name as string) : undefined));
  return reason === undefined ? '' : ` (${reason.trim()})`;
}

const IS_OWN_KIND = /^(?!(?:Type|Fetch)?Error$)[A-Z]\w{2,39}$/;

/** What a runtime says without a code, and what is said of a proxy. */
function runtimesWords({ message, code }: Link): string | undefined {
  if (typeof message !== 'string') return undefined;
  if (code === PROXY_FAILED || code === PROXY_REFUSED) return message;
  if (message === NO_FETCH) return message;
  if (BAD_PORT.test(message)) return 'bad port';
  return DENO_WORDS.exec(message)?.slice(1).find(Boolean);
}

/** The text of the deepest cause that has one, because that is where the failure began. */
function deepest(rejection: unknown, tell: (link: Link) => string | undefined): string | undefined {
  return chainOf(rejection)
    .reverse()
    .map(tell)
    .find((text) => text !== undefined);
}
