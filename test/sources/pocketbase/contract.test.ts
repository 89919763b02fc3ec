import { it } from 'vitest';
import { COLLECTION_FIELDS } from '../../../src/records/fields.js';
import { RECORD_FIELDS } from '../../../src/sources/records/record-fields.js';
import { pocketBaseRecords } from '../../../src/sources/pocketbase/index.js';
import type { StoredRecord } from '../../../src/sources/records/stored-record.js';
import { recordsSourceContract } from '../../../src/testing/index.js';
import type { TransportFunction } from '../../../src/transport/transport.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { collectionOf } from './realtime/collection.js';
import { openToDeletes } from './realtime/open-to-deletes.mjs';

const OF_EVERY_COLLECTION: readonly string[] = ['key', 'record_id', 'created', 'updated'];
const NOT_IN_THE_COLLECTION: ReadonlySet<string> = new Set(
  Object.keys(RECORD_FIELDS).filter(
    (field) => !Object.hasOwn(COLLECTION_FIELDS, field) && !OF_EVERY_COLLECTION.includes(field),
  ),
);

describeOnPocketBase('pocketBaseRecords keeps the contract of sources', () => {
  const server = usePocketBase({ migrations: [openToDeletes()] });
  const collection = collectionOf(() => server().url);

  const cases = recordsSourceContract(async () => {
    let open = 0;
    const transport: TransportFunction = async ({ url, ...request }) => {
      open += 1;
      return fetch(url, request).finally(() => (open -= 1));
    };
    const source = pocketBaseRecords({ baseUrl: server().url, transport });
    const idOf = async (key: string): Promise<string> => (await source.get(key))?.record_id as string;
    for (const { id } of await server().records()) await collection.remove(id);
    return {
      source,
      async seed(records) {
        const stored: StoredRecord[] = [];
        for (const record of records) {
          if (record.random_id.length >= 8 && isStorable(record)) stored.push(await collection.create(record));
        }
        return stored;
      },
      change: async (key, changes) => collection.change(await idOf(key), changes),
      remove: async (key) => collection.remove(await idOf(key)),
      refuses: ({ sort = 'created', ...query }) =>
        [sort.replace('-', ''), ...Object.keys(query)].some((name) => NOT_IN_THE_COLLECTION.has(name)),
      openRequests: () => open,
      unreachable: pocketBaseRecords({
        baseUrl: 'http://127.0.0.1',
        attempts: 1,
        transport: () => Promise.reject(new Error('no network')),
      }),
    };
  });
  for (const { name, run } of cases) it(name, run);
});

/** Whether the collection of the community can hold a record. */
function isStorable({ type, status, ct_type }: StoredRecord): boolean {
  const statuses: readonly string[] = ['installing', 'success', 'failed', 'unknown'];
  return ['lxc', 'vm', 'addon', 'pve'].includes(type as string) && statuses.includes(status) && (ct_type ?? 0) > 0;
}
