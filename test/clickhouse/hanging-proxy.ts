import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that answers as a server does, until it hangs. */
export interface HangingProxy {
  readonly url: string;
  /** From now on, requests are taken and not answered. */
  readonly hang: () => void;
  readonly close: () => Promise<void>;
}

export async function proxyTo(target: string): Promise<HangingProxy> {
  let hangs = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (hangs) return;
    const headers = { 'content-type': request.headers['content-type'] ?? 'text/plain' };
    const answered = await fetch(target + request.url, { method: 'POST', headers, body: Buffer.concat(chunks) });
    response.writeHead(answered.status, {
      'x-clickhouse-query-id': answered.headers.get('x-clickhouse-query-id') ?? '',
    });
    response.end(Buffer.from(await answered.arrayBuffer()));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hang: () => void (hangs = true),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
