/** A proxy, and the variable that names it. */
export interface Proxy {
  /** Host name or address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether the proxy itself is spoken to over TLS. */
  readonly isTls: boolean;
  /** The value of Proxy-Authorization; `undefined` where the variable has no user. */
  readonly authorization: string | undefined;
  /** Such as `https_proxy`. */
  readonly namedBy: string;
}

/** A proxy's host and port. Its user and password belong into no text. */
export function proxyInWords({ host, port }: Proxy): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
