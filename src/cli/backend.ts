import type { Backend } from '../backends/backend.js';
import { pocketBase } from '../backends/pocketbase/index.js';
import { nodeTransport } from '../host/transport/node-transport.js';
import type { Server } from './server.js';

/** @throws TelemetryError `invalid-options` if the server's URL is invalid. */
export async function backendFor({ kind, url }: Server): Promise<Backend> {
  const transport = nodeTransport();
  if (kind === 'pocketbase') return pocketBase(url === undefined ? { transport } : { baseUrl: url, transport });
  const { ingest } = await import('../backends/ingest/ingest.js');
  return ingest({ url: url ?? '', transport });
}
