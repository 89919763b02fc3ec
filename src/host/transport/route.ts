import type { Agent, AgentOptions, request } from 'node:http';
import { builtin } from '../builtin.js';
import type { Environment } from '../environment/environment.js';
import type { Proxy } from './proxy.js';
import { proxyFor } from './proxy-for.js';
import { proxyTls, type TlsOptions } from './tls-options.js';

/** How requests get to one origin: over which connections, and through which proxy. */
export interface Route {
  readonly request: typeof request;
  readonly agent: Agent;
  /** Where connections are made to: of the server, or of a proxy that is given whole requests. */
  readonly host: string;
  readonly port: number | undefined;
  /** What precedes the path in the request: for a proxy that is given whole requests the origin, else nothing. */
  readonly pathPrefix: string;
  /** The Host header. */
  readonly authority: string;
  /** The proxy that is given whole requests, and may answer them itself. */
  readonly proxy: Proxy | undefined;
}

/**
 * How long a connection is kept that no request uses: a little shorter than most servers keep it, so that seldom
 * a request meets a connection that the server closes.
 */
const IDLE_MS = 4_000;

/**
 * How long one address of several is tried. The next one is tried then, and this one no more, so that Node's 250 ms
 * would leave slow lines without any.
 */
const ADDRESS_MS = 1_000;

const CONNECTIONS: AgentOptions = {
  // Deno never closes a kept connection whose request is given up, and so the process does not end.
  keepAlive: !('Deno' in globalThis),
  timeout: IDLE_MS,
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: ADDRESS_MS,
};

/**
 * For a proxy that is given whole requests: some, such as tinyproxy, close a connection after an answer without
 * saying so, and a second request would be lost on it.
 */
const UNKEPT: AgentOptions = { keepAlive: false };

/**
 * The route to a URL's origin, by the variables of the environment as they are now.
 *
 * @throws Error where the URL is not one of http or https, or its proxy cannot be used.
 */
export async function routeTo(url: URL, env: Environment, tls: TlsOptions): Promise<Route> {
  const { protocol, hostname, host: authority, origin, port } = url;
  if (!/^https?:$/.test(protocol)) throw new TypeError(`${protocol} is neither http: nor https:`);
  const isTls = protocol === 'https:';
  const proxy = proxyFor(url, env);
  if (proxy !== undefined && !isTls) {
    const connection = proxy.isTls ? overTls({ ...proxyTls(proxy, tls), ...UNKEPT }) : plain(UNKEPT);
    return { ...connection, host: proxy.host, port: proxy.port, pathPrefix: origin, authority, proxy };
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  const direct = { host, port: port === '' ? undefined : Number(port), pathPrefix: '', authority, proxy: undefined };
  if (!isTls) return { ...plain(), ...direct };
  if (proxy === undefined) return { ...overTls(tls), ...direct };
  const { request } = builtin('node:https');
  const { TunnelAgent } = await import('./tunnel-agent.js');
  const tunnel = { proxy, tls: proxyTls(proxy, tls), authority: `${hostname}:${port || 443}` };
  return { ...direct, request, agent: new TunnelAgent(tunnel, { ...CONNECTIONS, ...(tls as AgentOptions) }) };
}

function plain(options: AgentOptions = {}): Pick<Route, 'request' | 'agent'> {
  const http = builtin('node:http');
  return { request: http.request, agent: new http.Agent({ ...CONNECTIONS, ...options }) };
}

function overTls(options: object): Pick<Route, 'request' | 'agent'> {
  const https = builtin('node:https');
  return { request: https.request, agent: new https.Agent({ ...CONNECTIONS, ...options }) };
}
