import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Abortable } from '../../until-aborted.js';
import { connectTunnel, type Tunnel } from './connect-tunnel.js';

/** Gives requests connections to one https server through a proxy, and keeps them as every agent does. */
export class TunnelAgent extends Agent {
  readonly #tunnel: Omit<Tunnel, 'signal'>;

  constructor(tunnel: Omit<Tunnel, 'signal'>, options: AgentOptions) {
    super(options);
    this.#tunnel = tunnel;
  }

  /** @param options - Of the request, whose `endsWith` ends the asking for a tunnel too. */
  override createConnection(
    options: RequestOptions & { endsWith?: Abortable },
    give: (error: Error | null, connection?: Duplex) => void,
  ): undefined {
    const signal = options.endsWith as Abortable;
    connectTunnel({ ...this.#tunnel, signal }).then(
      (socket) => give(null, super.createConnection({ ...options, socket } as RequestOptions) as Duplex),
      (error: Error) => give(error),
    );
  }
}
