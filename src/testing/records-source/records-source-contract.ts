import { type ContractCase, expectThat } from '../contract-case.js';
import { counts, getsById, lists, summarizes } from './answer-cases.js';
import { endsRequest, obeysSignal, pings, refusesInvalid, saysItIsDown } from './call-cases.js';
import { findsBy, findsByAll, searches, takesHostileText } from './condition-cases.js';
import { contractRecords } from './contract-records.js';
import { endsAtLimit, readsEverything, readsFields, readsUnordered, sorts } from './order-cases.js';
import type { RecordsSourceSetup, SourceCheck } from './records-source-setup.js';
import { endsSubscription, tellsChanges } from './subscription-cases.js';

/**
 * Makes test cases for what a dashboard relies on in a source of records, for any test runner. Each answer is compared
 * with the same query over the stored records in plain TypeScript. A case that does not apply (changes without
 * `subscribe`, a query that the source refuses) passes.
 *
 * @param make - Makes the source under test, without records; called once per case.
 *
 * @example
 * ```ts
 * import { memoryRecords, recordsSourceContract, type StoredRecord } from '@community-scripts/telemetry/testing';
 * import { describe, test } from 'vitest';
 *
 * describe('my source', () => {
 *   const cases = recordsSourceContract(() => {
 *     const source = memoryRecords();
 *     const seed = (records: readonly StoredRecord[]) => {
 *       for (const record of records) source.add(record);
 *       return records;
 *     };
 *     return { source, seed, change: source.change, remove: source.remove };
 *   });
 *   for (const { name, run } of cases) test(name, run);
 * });
 * ```
 */
export function recordsSourceContract(make: () => RecordsSourceSetup | Promise<RecordsSourceSetup>): ContractCase[] {
  const contract: Record<string, SourceCheck> = {
    'has a name': hasName,
    'reads every record with every field, the oldest first': readsEverything,
    'finds records by each text': findsBy('text'),
    'finds records by each status': findsBy('status'),
    'finds records by each number and range of numbers': findsBy('number'),
    'finds records by each flag': findsBy('flag'),
    'finds records by each range of moments': findsBy('moment'),
    'finds records that meet all conditions': findsByAll,
    'searches nsapp and error for any character': searches,
    'takes hostile text as text': takesHostileText,
    'sorts by each field in both directions, and by id where values are equal': sorts,
    'reads everything once where the order does not matter': readsUnordered,
    'ends at the limit': endsAtLimit,
    'reads only the fields that are asked for': readsFields,
    'lists what it reads, by key': lists,
    'gets a record by each of its ids': getsById,
    'counts what it reads': counts,
    'summarizes what it reads': summarizes,
    'refuses an invalid query': refusesInvalid,
    'ends its request when the loop is left': endsRequest,
    'rejects as aborted after its signal has aborted': obeysSignal,
    'says in a ping that it is up': pings,
    'says in a ping that it is down, and rejects a read as unreachable': saysItIsDown,
    'tells a snapshot first, then what is added, changed and removed': tellsChanges,
    'ends a subscription with its signal': endsSubscription,
  };
  return Object.entries(contract).map(([name, check]) => ({
    name,
    async run() {
      const setup = await make();
      await check(setup, await setup.seed(contractRecords()));
    },
  }));
}

const hasName: SourceCheck = ({ source: { name } }) => {
  expectThat('its name is a text', typeof name === 'string' && name !== '');
};
