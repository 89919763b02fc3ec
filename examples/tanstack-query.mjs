// @ts-check
// Reads records with TanStack Query: `npm install @tanstack/query-core`, or the package of your framework.
import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
import { recordsQueryOptions } from '@community-scripts/telemetry/views';

const { QueryClient } = await import(process.env['QUERY_CORE'] ?? '@tanstack/query-core');

const source = pocketBaseRecords({ baseUrl: process.env['PB_URL'] ?? 'http://127.0.0.1:8090' });
const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
const failures = recordsQueryOptions(source, { nsapp: 'query-example', status: 'failed', fields: ['nsapp'] });

const read = await client.fetchQuery(failures);
console.log(`${read.length} failed`);
console.log(`${(await client.fetchQuery(failures)) === read ? 'The cache' : 'The server'} answered again`);
client.clear();
