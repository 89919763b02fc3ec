// @ts-check
// A server that tells changes as PocketBase does, in a process of its own: `{ count, perSecond }` makes it tell as many.
import { createServer } from 'node:http';

const collectionId = 'the_collection_id';
/** @type {Set<import('node:http').ServerResponse>} */
const streams = new Set();
let told = 0;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname !== '/api/realtime') {
    const perPage = Number(searchParams.get('perPage'));
    response.setHeader('content-type', 'application/json');
    return void response.end(JSON.stringify({ items: [], perPage, totalItems: 0 }));
  }
  if (request.method === 'POST') return void request.resume().on('end', () => response.writeHead(204).end());
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('id:one\nevent:PB_CONNECT\ndata:{"clientId":"one"}\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
});

/** A change of one of a thousand records, each in a write of its own. */
function tell() {
  told += 1;
  const stamp = new Date(1_800_000_000_000 + told).toISOString().replace('T', ' ');
  const record = {
    id: `record_${String(told % 1_000).padStart(8, '0')}`,
    collectionId,
    collectionName: '_dev_telemetry_data',
    random_id: `7e1f9c1e-6f0a-4e0b-9d5c-${String(told % 1_000).padStart(12, '0')}`,
    created: '2026-11-21 00:00:00.000Z',
    updated: stamp,
    type: 'lxc',
    nsapp: 'jellyfin',
    status: 'failed',
    error: 'E: Failed to fetch http://deb.debian.org/debian: Temporary failure resolving deb.debian.org',
    exit_code: 100 + (told % 7),
    ct_type: 1,
    core_count: 2,
    disk_size: 8,
    ram_size: 2048,
    os_type: 'debian',
    os_version: '13',
    pve_version: '9.0.1',
    method: 'default',
  };
  const text = `id:one\nevent:_dev_telemetry_data/*\ndata:${JSON.stringify({ record, action: 'update' })}\n\n`;
  for (const stream of streams) stream.write(text);
}

process.on('message', (/** @type {{ count: number, perSecond: number }} */ { count, perSecond }) => {
  const began = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const due = Math.min(count, ((performance.now() - began) * perSecond) / 1_000);
    for (; done < due; done += 1) tell();
    if (done >= count) clearInterval(timer);
  }, 1);
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () =>
  process.send?.(/** @type {import('node:net').AddressInfo} */ (server.address()).port),
);
