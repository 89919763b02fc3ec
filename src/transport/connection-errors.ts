import { guarded } from '../errors.js';
import { chainOf, type Link } from './error-cause.js';

/** What the default transport says where there is no `fetch`. */
export const NO_FETCH = 'there is no fetch here: give the backend a transport';

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

// What Node names where a connect or a lookup failed, whatever the code.
const CONNECTING: readonly unknown[] = ['connect', 'getaddrinfo'];

// Deno gives no code.
const NOT_CONNECTED_TEXT = 'client error (Connect)';

// A certificate is looked at before anything is sent. OpenSSL's names, which Node and Bun use.
const BAD_CERTIFICATE =
  /^(?:CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT\w*|VERIFY_LEAF_SIGNATURE)|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_\w+)$/;

// undici of a header that no request may have.
const REFUSED: readonly unknown[] = ['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'];

// Node and Deno of a port that no request may go to, Deno of a host that was not allowed.
const BAD_PORT = /^bad port$|^Fetch failed: Requests to port \d+ are blocked/;
const NO_PERMISSION = /^Requires net access to |^(?:connect|getaddrinfo) ERR_ACCESS_DENIED/;

/** Whether a transport's rejection shows that no request was sent. When in doubt it does not. */
export function wasNeverSent(rejection: unknown): boolean {
  return guarded(() => shows(isUnsent, rejection)) === true;
}

/** Whether this process refused to send the request, as it would again. */
export function isRefusedHere(rejection: unknown): boolean {
  return guarded(() => shows(isRefused, rejection)) === true;
}

function isUnsent(link: Link): boolean {
  const { code, syscall, message } = link;
  // The system says that a host cannot be reached after something was sent, too.
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
  return REFUSED.includes(code) || BAD_PORT.test(text) || NO_PERMISSION.test(text) || text === NO_FETCH;
}

/** Whether an error says so or one that lies under it; of several that lie side by side, each. */
function shows(says: (link: Link) => boolean, error: unknown, depth = 5): boolean {
  if (typeof error !== 'object' || error === null || depth === 0) return false;
  const link = error as Link;
  const { errors } = link;
  if (Array.isArray(errors) && errors.length > 0) {
    return errors.length <= 20 && errors.every((one) => shows(says, one, depth - 1));
  }
  return says(link) || shows(says, link.cause, depth - 1);
}

// Deno's words, behind which the system's may stand: `tcp connect error: Connection refused`.
const DENO_WORDS =
  /client error \(\w+\): ((?:tcp connect error|dns error|invalid peer certificate|tls handshake eof|received [a-z]+ [a-z]+|connection [a-z]+ [a-z ]+|invalid HTTP [a-z ]+|operation timed out)(?:: [A-Za-z ]{3,60})?)|^(Connection reset by peer|Broken pipe) \(os error|^(error reading a body from connection)/;

/**
 * Why there was no answer, in the words people search for, such as ` (ECONNREFUSED)`, for the text
 * of an error; empty where no words can be told from the server's or the caller's.
 *
 * @param origin - The rejection without what was sent.
 */
export function reasonFor(rejection: unknown, origin: Error | undefined): string {
  const reason =
    deepest(rejection, runtimesWords) ??
    deepest(origin, ({ code }) => (/^\w{1,40}$/.test(String(code)) && typeof code === 'string' ? code : undefined)) ??
    deepest(origin, ({ name }) => (IS_OWN_KIND.test(String(name)) ? (name as string) : undefined));
  return reason === undefined ? '' : ` (${reason.trim()})`;
}

const IS_OWN_KIND = /^(?!(?:Type|Fetch)?Error$)[A-Z]\w{2,39}$/;

/** What a runtime says without a code. */
function runtimesWords({ message }: Link): string | undefined {
  if (typeof message !== 'string') return undefined;
  if (message === NO_FETCH) return message;
  if (BAD_PORT.test(message)) return 'bad port';
  return DENO_WORDS.exec(message)?.slice(1).find(Boolean);
}

/** What the error furthest down tells that tells anything: that is where it began. */
function deepest(rejection: unknown, tell: (link: Link) => string | undefined): string | undefined {
  return chainOf(rejection)
    .reverse()
    .map(tell)
    .find((text) => text !== undefined);
}
