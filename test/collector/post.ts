import { collector, type CollectorOptions } from '../../src/collector/index.js';
import type { StoredRecord } from '../../src/sources/records/index.js';
import type { Store } from '../../src/stores/store.js';
import { memoryStore } from '../../src/testing/index.js';

/** A collector without a limit of its own, and its store. */
export function aCollector(options: Partial<CollectorOptions> = {}): {
  readonly store: Store;
  readonly fetch: (request: Request, from?: { address?: string }) => Promise<Response>;
  readonly close: () => void;
} {
  const store = options.store ?? memoryStore();
  return { store, ...collector({ ratePerMinute: 0, ...options, store }) };
}

/** The request of the ingest service's clients. */
export function posted(body: string | object, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/telemetry', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** All records of a store, oldest first, with the fields that reports give. */
export async function reportedIn({ records }: Store): Promise<Partial<StoredRecord>[]> {
  const { items } = await records.list();
  const given = ([name]: [string, unknown]): boolean => !['key', 'created', 'updated'].includes(name);
  return [...items.values()].map((record) => Object.fromEntries(Object.entries(record).filter(given)));
}
