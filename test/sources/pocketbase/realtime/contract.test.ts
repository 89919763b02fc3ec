import { it } from 'vitest';
import { pocketBaseRecords } from '../../../../src/sources/pocketbase/index.js';
import type { StoredRecord } from '../../../../src/sources/records/stored-record.js';
import { recordsSourceContract } from '../../../../src/testing/index.js';
import { describeOnPocketBase, usePocketBase } from '../../../support/pocketbase.js';
import { collectionOf } from './collection.js';
import { openToDeletes } from './open-to-deletes.js';

describeOnPocketBase('a subscription of pocketBaseRecords keeps the contract', () => {
  const server = usePocketBase({ migrations: [openToDeletes()] });
  const collection = collectionOf(() => server().url);

  const cases = recordsSourceContract(async () => {
    const source = pocketBaseRecords({ baseUrl: server().url });
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
    };
  });
  for (const { name, run } of cases.filter((one) => /subscription|snapshot/.test(one.name))) it(name, run);
});

/** Whether the collection of the community can hold a record. */
function isStorable({ type, status, ct_type }: StoredRecord): boolean {
  const statuses: readonly string[] = ['installing', 'success', 'failed', 'unknown'];
  return ['lxc', 'vm', 'addon', 'pve'].includes(type as string) && statuses.includes(status) && (ct_type ?? 0) > 0;
}
