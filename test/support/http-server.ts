import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

/** Serves on 127.0.0.1 until the test is over. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves a fetch-style handler with node:http. */
export function fromFetchHandler(handler: (request: Request) => Promise<Response>): RequestListener {
  return (request, response) => void pass(handler, request, response);
}

async function pass(
  handler: (request: Request) => Promise<Response>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const body = request.method === 'GET' ? null : (Readable.toWeb(request) as ReadableStream);
  const asked = new Request(new URL(request.url ?? '/', `http://${request.headers.host}`), {
    method: request.method ?? 'GET',
    headers: request.headers as Record<string, string>,
    body,
    signal: gone.signal,
    duplex: 'half',
  } as RequestInit);
  const answer = await handler(asked);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  for await (const chunk of (answer.body ?? []) as unknown as AsyncIterable<Uint8Array>) response.write(chunk);
  response.end();
}
