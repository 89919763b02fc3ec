import { checkOptions, type Expectation, type Expectations, isObject } from '../../option-check.js';
import type { Transport } from '../../transport/transport.js';
import type { Environment } from '../environment/environment.js';
import { nodeSender } from './node-sender.js';
import type { Pem } from './tls-options.js';

/** How {@link nodeTransport} connects. */
export interface NodeTransportOptions {
  /** Where the proxy variables are read, with the first request to each server. @defaultValue `process.env` */
  env?: Environment | undefined;
  /**
   * The certificate authorities that servers and https proxies are checked against, in PEM, in place of the runtime's
   * own. Those of `NODE_EXTRA_CA_CERTS` are used without this option. @defaultValue the runtime's own
   */
  ca?: Pem | undefined;
  /** The client's certificate chain for servers that ask for one, in PEM. @defaultValue none */
  cert?: Pem | undefined;
  /** The private key of `cert`, in PEM. @defaultValue none */
  key?: Pem | undefined;
  /**
   * `false` accepts every certificate of a server, and so sends the reports to whatever answers. @defaultValue `true`
   */
  rejectUnauthorized?: boolean | undefined;
}

const aPem: Expectation = [
  (value) => [value].flat().every(isPem) && (value as Pem).length > 0,
  'expected a certificate or key in PEM, or several',
];

const EXPECTATIONS: Expectations<keyof NodeTransportOptions> = {
  env: [isObject, 'expected variables by name'],
  ca: aPem,
  cert: aPem,
  key: aPem,
  rejectUnauthorized: [(value) => typeof value === 'boolean', 'expected true or false'],
};

/**
 * A transport over `node:http` and `node:https`. It costs less than `fetch`, most of all when a process starts, and uses
 * proxies as curl does.
 *
 * Connections are kept for 4 seconds after their last request, and do not keep the process alive; on Deno none is kept. A host name with several
 * addresses is tried at each, IPv6 and IPv4. Redirects are not followed, no request is sent twice, and a header that
 * belongs to the connection, such as `Transfer-Encoding`, is refused. `node:http` is loaded with the first request.
 *
 * Proxies: `http_proxy` (lower case only), `https_proxy`, `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` are http or https
 * URLs, with user and password if needed; the default port of an http proxy is 1080. `no_proxy` or `NO_PROXY` lists the
 * hosts reached without a proxy. SOCKS proxies are not supported: their requests fail.
 *
 * @throws TelemetryError `invalid-options`, naming every wrong option at once.
 *
 * @example
 * ```ts
 * import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
 * import { consentFromHost, nodeTransport } from '@community-scripts/telemetry/host';
 *
 * const backend = pocketBase({ transport: nodeTransport() });
 * const telemetry = new TelemetryClient({ consent: consentFromHost(), backend });
 * ```
 */
export function nodeTransport(options: NodeTransportOptions = {}): Transport {
  const { env = process.env, ...tls } = checkOptions('nodeTransport', options, EXPECTATIONS);
  return { send: nodeSender(env, tls) };
}

function isPem(value: unknown): boolean {
  // A path, or a text of another format, would fail at the first connection only.
  return typeof value === 'string' ? value.includes('-----BEGIN ') : value instanceof Uint8Array;
}
