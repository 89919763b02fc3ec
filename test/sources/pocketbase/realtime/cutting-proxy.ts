import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Random } from '../random.js';

/** A proxy that cuts connections. */
export interface CuttingProxy {
  readonly url: string;
  /** How many streams it has cut, at a random byte. */
  readonly cuts: number;
  /** How many streams are open. */
  readonly streams: number;
  /** Cuts this many streams from now on, each after at most so many bytes. */
  cut(count: number, withinBytes: number): void;
  close(): void;
}

/** Carries bytes to a server on 127.0.0.1; ends what is silent for longer than its idle limit. */
export async function startCuttingProxy(target: string, random: Random, idleMs: number): Promise<CuttingProxy> {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let [cuts, streams, toCut, withinBytes] = [0, 0, 0, 0];

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let isStream = false;
    let left = Infinity;
    const end = (): void => {
      if (!sockets.delete(client)) return;
      if (isStream) streams -= 1;
      // It ended by itself.
      if (left !== Infinity && left > 0) toCut += 1;
      client.destroy();
      upstream.destroy();
    };
    sockets.add(client);
    for (const socket of [client, upstream]) {
      socket.setTimeout(idleMs, end);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.on('data', (chunk) => {
      if (!isStream && chunk.includes('GET /api/realtime')) {
        isStream = true;
        streams += 1;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (isStream && left === Infinity && toCut > 0) {
        toCut -= 1;
        left = 1 + random.below(withinBytes);
      }
      if (left <= 0) return;
      client.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) return;
      cuts += 1;
      // What was written still arrives.
      client.end(end);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return cuts;
    },
    get streams() {
      return streams;
    },
    cut(count, within) {
      [toCut, withinBytes] = [count, within];
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
