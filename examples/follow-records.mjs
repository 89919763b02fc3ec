// @ts-check
// Follows an app: says what is there, then each change, until Ctrl+C.
import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';

const { PB_URL: baseUrl = 'http://127.0.0.1:8090', NSAPP: nsapp = 'plex' } = process.env;
const source = pocketBaseRecords({ baseUrl });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

for await (const told of source.subscribe({ nsapp }, { signal: stop.signal })) {
  if (told.event === 'snapshot') console.log(`${nsapp}: ${told.snapshot.items.size} records`);
  if (told.event === 'changed') {
    const { item, before } = told;
    console.log(`${item.random_id}: ${before?.status ?? 'new'} → ${item.status}`);
  }
  if (told.event === 'removed') console.log(`${told.key} is gone`);
  if (told.event === 'health') console.log(`The server is ${told.health.state}`);
}
