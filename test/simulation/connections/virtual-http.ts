// What stands in for `node:http` and `node:https` where `nodeTransport` imports them: Node's own client and its pool, over
// connections in memory. TLS is left out; real sockets show it in test/host/transport.
import { Agent as NodeAgent, type AgentOptions, request } from 'node:http';
import { connection, type VirtualSocket } from './virtual-connection.js';

export { request };

/** Where a connection is made to. */
export interface Destination {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

let accept: (server: VirtualSocket, to: Destination) => void = () => undefined;

/** From now on connections are made to this server. */
export function acceptBy(its: typeof accept): void {
  accept = its;
}

class VirtualAgent extends NodeAgent {
  readonly #scheme: Destination['scheme'];
  readonly defaultPort: number;

  constructor(scheme: Destination['scheme'], options: AgentOptions) {
    super(options);
    this.#scheme = scheme;
    this.defaultPort = scheme === 'https' ? 443 : 80;
  }

  createConnection({ host, port, timeout }: { host: string; port: number; timeout?: number }): VirtualSocket {
    const [client, server] = connection();
    if (timeout !== undefined) client.setTimeout(timeout);
    accept(server, { scheme: this.#scheme, host, port: Number(port) });
    return client;
  }
}

/** The agent of `node:http`. */
export class PlainAgent extends VirtualAgent {
  constructor(options: AgentOptions) {
    super('http', options);
  }
}

/** The agent of `node:https`. */
export class TlsAgent extends VirtualAgent {
  constructor(options: AgentOptions) {
    super('https', options);
  }
}
