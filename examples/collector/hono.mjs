// A collector inside an application of Hono: `npm install hono @hono/node-server`. Needs Node 22.13 or later.
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { collector } from '@community-scripts/telemetry/collector';
import { sqlite } from '@community-scripts/telemetry/sqlite';

const store = sqlite({ path: process.env['TELEMETRY_DB'] ?? 'telemetry.db', retentionDays: 365 });
const telemetry = collector({ store, readToken: process.env['TELEMETRY_READ_TOKEN'] });

const app = new Hono();
app.get('/', async (context) => context.text(`${await store.records.count()} runs`));
// The address is for the limit of reports, and is not kept.
app.all('*', (context) => telemetry.fetch(context.req.raw, { address: getConnInfo(context).remote.address }));

const server = serve(
  { fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT'] ?? 8080) },
  ({ port }) => {
    console.log(`Listening on http://127.0.0.1:${port}`);
  },
);

process.once('SIGTERM', () => {
  // The streams of changes would keep the server up.
  telemetry.close();
  server.close(() => void store.close());
});
