import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { TelemetryClient, type TelemetryClientOptions, type TransportFunction } from '../../src/index.js';
import { ingest, type IngestOptions } from '../../src/backends/ingest/index.js';
import { IngestService } from '../ingest/service.js';

/** Brings requests to a service in this process. */
export function transportTo(service: IngestService): TransportFunction {
  return async ({ method, body = '', signal }) => {
    signal.throwIfAborted();
    return service.receive(method, body);
  };
}

/** A client with consent on that service. */
export function aServiceClient(
  service: IngestService,
  options: IngestOptions = {},
  own: TelemetryClientOptions = {},
): TelemetryClient {
  const backend = ingest({ transport: transportTo(service), ...options });
  return new TelemetryClient({ consent: 'yes', backend, ...own });
}

/** Serves it on 127.0.0.1. */
export async function serveIngest(service: IngestService): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const answer = service.receive(request.method ?? '', body);
      response.writeHead(answer.status, { 'content-type': 'text/plain; charset=utf-8' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/telemetry`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A service of this suite's own, without its rate limit. */
export function useIngestService(): () => { readonly url: string; readonly service: IngestService } {
  const service = new IngestService({ isLimited: false });
  let server: Awaited<ReturnType<typeof serveIngest>> | undefined;
  beforeAll(async () => {
    server = await serveIngest(service);
  });
  afterAll(() => server?.stop());
  return () => ({ url: server?.url ?? '', service });
}

async function readAll(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  return body;
}
