// A collector in Bun's own server.
import { collector } from '@community-scripts/telemetry/collector';
import { sqlite } from '@community-scripts/telemetry/sqlite';

const store = sqlite({ path: 'bun.db' });
const telemetry = collector({ store });
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request, server) => telemetry.fetch(request, { address: server.requestIP(request)?.address }),
});
console.log(`Listening on http://127.0.0.1:${server.port}`);
process.once('SIGTERM', async () => {
  telemetry.close();
  await server.stop();
  await store.close();
});
