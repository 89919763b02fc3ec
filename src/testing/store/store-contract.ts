import { type ContractCase, expectThat } from '../contract-case.js';
import { tellsChangesAfterCursor, tellsReports } from './change-cases.js';
import { isDurable, keepsOneOfTwoProcesses, rejectsAfterClose } from './opening-cases.js';
import { boundsProgress, keepsProgress } from './progress-cases.js';
import { keepsRefusals, obeysSignal, rejectsInvalid } from './refusal-cases.js';
import {
  doesNotGoBack,
  forgetsEarlierError,
  keepsFirstEnd,
  keepsOneOfTwenty,
  keepsRunsApart,
  prefersTheEnd,
  saysRepeated,
  takesEndFirst,
} from './run-cases.js';
import type { StoreCheck, StoreSetup } from './store-setup.js';
import {
  storesEveryField,
  storesEveryStatus,
  storesHostileText,
  storesNumbers,
  storesThousand,
  takesUnset,
} from './value-cases.js';

/**
 * Makes test cases for what a collector and a client rely on in a store, for any test runner. `recordsSourceContract` and
 * `backendContract` say the rest of its `records` and of its `backend()`. A case that does not apply (other processes
 * without `open`) passes.
 *
 * @param make - Makes the store under test; called once per case. Records of earlier cases may remain.
 *
 * @example
 * ```ts
 * import { memoryStore, storeContract } from '@community-scripts/telemetry/testing';
 * import { describe, test } from 'vitest';
 *
 * describe('my store', () => {
 *   for (const { name, run } of storeContract(() => ({ store: memoryStore() }))) test(name, run);
 * });
 * ```
 */
export function storeContract(make: () => StoreSetup | Promise<StoreSetup>): ContractCase[] {
  const contract: Record<string, StoreCheck> = {
    'has a name': hasName,
    'stores every field of a report': storesEveryField,
    'stores every status': storesEveryStatus,
    'keeps a run by its execution_id, and without one by its random_id': keepsRunsApart,
    'keeps the first end, whatever comes later': keepsFirstEnd,
    'says repeated for the same begin and the same end, and changes nothing': saysRepeated,
    'keeps an end that comes before its begin, and fills in what the begin gives': takesEndFirst,
    'prefers what the end gives, then what came first': prefersTheEnd,
    'forgets the exit code and error of a run that went on': forgetsEarlierError,
    'keeps the progress of a run as its steps': keepsProgress,
    'does not let the status of a run go back': doesNotGoBack,
    'keeps the end of a run after more progress than it keeps': boundsProgress,
    'gives one run one end when twenty are reported at once': keepsOneOfTwenty,
    'stores a thousand reports at once': storesThousand,
    'stores hostile text as text': storesHostileText,
    'stores numbers as they are': storesNumbers,
    'takes an empty text and 0 as not set': takesUnset,
    'rejects an invalid report, naming its fields, and stores nothing': rejectsInvalid,
    'stores nothing after the signal has aborted': obeysSignal,
    'keeps what was refused, the newest first': keepsRefusals,
    'tells its subscriptions what is reported': tellsReports,
    'tells every change after a cursor, and a gap where it cannot': tellsChangesAfterCursor,
    'has what it stored when it is opened again': isDurable,
    'gives one run one end when two processes report it': keepsOneOfTwoProcesses,
    'rejects what comes after it was closed': rejectsAfterClose,
  };
  return Object.entries(contract).map(([name, check]) => ({
    name,
    async run() {
      const { store, open } = await make();
      try {
        await check(store, open);
      } finally {
        await store.close();
      }
    },
  }));
}

const hasName: StoreCheck = ({ name }) => {
  expectThat('its name is a text', typeof name === 'string' && name !== '');
};
