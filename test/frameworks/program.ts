// Type-checked against the libraries' own types.
import { createCollection } from '@tanstack/db';
import { QueryClient, QueryObserver } from '@tanstack/query-core';
import { memoryRecords } from '../../src/testing/index.js';
import { recordsCollectionOptions, recordsQueryOptions } from '../../src/views/index.js';

const source = memoryRecords();
const client = new QueryClient();

const read: { key: string; nsapp: string }[] = await client.fetchQuery(
  recordsQueryOptions(source, { status: 'failed', fields: ['nsapp'] }),
);
const observer = new QueryObserver(client, { ...recordsQueryOptions(source, { limit: 3 }), retry: false });
observer.subscribe(({ data }) => data?.map(({ exit_code }) => exit_code?.toFixed()));

const failures = createCollection(recordsCollectionOptions(source, { status: 'failed' }));
failures.subscribeChanges((changes) => changes.map(({ value }) => value.nsapp.length), { includeInitialState: true });
const status: string | undefined = failures.get('a')?.status;

export { read, status };
