// A collector in Deno's own server.
import { collector } from '@community-scripts/telemetry/collector';
import { sqlite } from '@community-scripts/telemetry/sqlite';

const store = sqlite({ path: 'deno.db' });
const telemetry = collector({ store });
const server = Deno.serve({ hostname: '127.0.0.1', port: 0 }, (request, { remoteAddr }) =>
  telemetry.fetch(request, { address: remoteAddr.hostname }),
);
Deno.addSignalListener('SIGTERM', async () => {
  telemetry.close();
  await server.shutdown();
  await store.close();
  Deno.exit(0);
});
