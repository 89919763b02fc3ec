// A collector inside an application of h3.
import { H3, getRequestIP, serve } from 'h3';
import { collector } from '@community-scripts/telemetry/collector';
import { sqlite } from '@community-scripts/telemetry/sqlite';

const store = sqlite({ path: 'h3.db' });
const telemetry = collector({ store });
const app = new H3().all('/**', (event) => telemetry.fetch(event.req, { address: getRequestIP(event) }));
const server = serve(app, { hostname: '127.0.0.1', port: 0, silent: true, gracefulShutdown: false });
await server.ready();
console.log(`Listening on ${server.url}`);
process.once('SIGTERM', async () => {
  telemetry.close();
  await server.close();
  await store.close();
});
