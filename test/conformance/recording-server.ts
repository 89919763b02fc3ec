import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ScriptedAnswer, ServerScript } from './vector.js';

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  readonly body: string;
}

/** A server that answers by a vector's script, in order of arrival, and records what it is asked. */
export interface RecordingServer {
  readonly url: string;
  readonly requests: RecordedRequest[];
  stop(): Promise<void>;
}

/** Starts the server of a vector. Where nothing listened at the recording, nothing listens now. */
export async function recordingServer({ mode, responses }: ServerScript): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      requests.push({ method: request.method ?? '', target: request.url ?? '', body });
      answer(request, response, responses[requests.length - 1]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (mode === 'refused') await close(server);
  return { url, requests, stop: () => (mode === 'refused' ? Promise.resolve() : close(server)) };
}

function answer(request: IncomingMessage, response: ServerResponse, scripted: ScriptedAnswer | undefined): void {
  if (scripted === undefined) response.writeHead(599).end();
  else if ('drop' in scripted) request.socket.destroy();
  else
    setTimeout(() => response.writeHead(scripted.status, scripted.headers).end(scripted.body), scripted.delay_ms ?? 0);
}

async function readAll(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  return body;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
