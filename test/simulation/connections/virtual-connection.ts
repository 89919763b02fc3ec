import { Duplex } from 'node:stream';
import { type Happening } from '../virtual-clock.js';
import { later } from '../virtual-globals.js';

/** One end of a connection in memory, with as much of a socket as `node:http` asks of one. */
export class VirtualSocket extends Duplex {
  other!: VirtualSocket;
  /** Whether the client still waits for the connection. It writes meanwhile, as into a socket. */
  connecting = false;
  #idleMs = 0;
  #idle: Happening | undefined;

  override _read(): void {
    // What the other end writes is pushed.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#rest();
    this.other.#take(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.other.#take(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#idle !== undefined) this.#idle.isOver = true;
    if (!this.writableFinished) this.other.destroy(this.other.connecting ? undefined : lost());
    done(error);
  }

  /** The connection is there. */
  connected(): void {
    if (!this.connecting || this.destroyed) return;
    this.connecting = false;
    this.emit('connect');
  }

  /** Nothing listens at the other end. */
  refused(): void {
    const refusal = { code: 'ECONNREFUSED', syscall: 'connect' };
    this.destroy(Object.assign(new Error('connect ECONNREFUSED'), refusal));
  }

  setTimeout(ms: number): this {
    this.#idleMs = ms;
    this.#rest();
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #take(chunk: Buffer | null): void {
    if (this.destroyed || this.readableEnded) return;
    this.#rest();
    this.push(chunk);
  }

  #rest(): void {
    if (this.#idle !== undefined) this.#idle.isOver = true;
    this.#idle = this.#idleMs === 0 || this.destroyed ? undefined : later(this.#idleMs, () => this.emit('timeout'));
  }
}

/** Both ends of a new connection: the client's, which still connects, and the server's. */
export function connection(): readonly [client: VirtualSocket, server: VirtualSocket] {
  const [client, server] = [new VirtualSocket({ allowHalfOpen: false }), new VirtualSocket({ allowHalfOpen: false })];
  client.other = server;
  server.other = client;
  client.connecting = true;
  server.on('error', () => undefined);
  return [client, server];
}

function lost(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
}
