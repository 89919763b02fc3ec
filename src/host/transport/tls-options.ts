import { builtin } from '../builtin.js';
import type { Proxy } from './proxy.js';

/** One or several certificates or keys in PEM. */
export type Pem = string | Uint8Array | readonly (string | Uint8Array)[];

/** Whom a connection trusts, and as whom it shows itself. */
export interface TlsOptions {
  readonly ca?: Pem | undefined;
  readonly cert?: Pem | undefined;
  readonly key?: Pem | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

/** How a connection to a proxy by TLS is made. */
export interface ProxyTls {
  readonly servername: string;
  readonly ca?: string[];
}

/** For the proxy itself: the certificate and key are for the server alone, and the proxy is checked as curl does. */
export function proxyTls({ host }: Proxy, { ca }: TlsOptions): ProxyTls {
  // By default it would be the Host header's, which is the server's. An address is no server name.
  return {
    servername: builtin('node:net').isIP(host) === 0 ? host : '',
    ...(ca !== undefined && { ca: ca as string[] }),
  };
}
