import { guarded } from '../../errors.js';
import { type Environment, valueIn } from '../environment/environment.js';
import { isListed } from './no-proxy.js';
import type { Proxy } from './proxy.js';
import { proxyError } from './proxy-error.js';

/** As much of a URL as decides on its proxy. */
type Destination = Pick<URL, 'protocol' | 'hostname'>;

/**
 * The proxy for a URL, by the variables and rules of curl. An empty variable counts as unset. `HTTP_PROXY` is not read:
 * in a CGI program it is a header of the request.
 *
 * @returns `undefined` where the server is spoken to directly.
 * @throws Error where the variable names a proxy that cannot be used: SOCKS, or an invalid URL.
 */
export function proxyFor({ protocol, hostname }: Destination, env: Environment): Proxy | undefined {
  const namedBy = proxyVariable({ protocol }, env);
  if (namedBy === undefined) return undefined;
  if (isListed(hostname, textIn(env, 'no_proxy') ?? textIn(env, 'NO_PROXY') ?? '')) return undefined;
  return parseProxy(textIn(env, namedBy) ?? '', namedBy);
}

/** The variable that names the proxy for URLs of a scheme, whether or not it is for each of their hosts. */
export function proxyVariable({ protocol }: Pick<URL, 'protocol'>, env: Environment): string | undefined {
  const own = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy'];
  return [...own, 'all_proxy', 'ALL_PROXY'].find((name) => textIn(env, name));
}

// Not by `URL`, which forgets a port that is the scheme's own: curl's default is another one.
const PROXY_URL =
  /^(?:([a-z][a-z\d+.-]*):\/{1,3}|(?!\w+:\/))(?:([^/?#@]*)@)?(\[[\da-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d*))?(?:[/?#].*)?$/i;

/** What curl takes where the URL of an http proxy has no port. */
const DEFAULT_PORT = 1080;

function parseProxy(url: string, namedBy: string): Proxy {
  const refused = (why: string): Error => proxyError(`of ${namedBy}: ${why}`, { isPermanent: true });
  const [, scheme = 'http', userinfo, host = '', digits] = PROXY_URL.exec(url) ?? [];
  if (/^socks/i.test(scheme)) throw refused('SOCKS is not supported, only http and https');
  if (!/^https?$/i.test(scheme)) throw refused('its scheme is not supported, only http and https');
  const isTls = scheme.length === 'https'.length;
  const port = Number(digits || (isTls ? 443 : DEFAULT_PORT));
  if (host === '' || port < 1 || port > 65_535) throw refused('not a valid URL');
  const authorization = userinfo === undefined ? undefined : basic(userinfo);
  return { host: host.replace(/^\[|\]$/g, ''), port, isTls, authorization, namedBy };
}

function basic(userinfo: string): string {
  const [user = '', ...password] = userinfo.split(':');
  const decoded = [user, password.join(':')].map((text) => guarded(() => decodeURIComponent(text)) ?? text);
  return `Basic ${Buffer.from(decoded.join(':')).toString('base64')}`;
}

/** A variable's text; `undefined` where it is empty, unset or may not be read. */
function textIn(env: Environment, name: string): string | undefined {
  return guarded(() => valueIn(env, name)) || undefined;
}
