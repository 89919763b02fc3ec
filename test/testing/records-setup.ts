import {
  memoryRecords,
  type MemoryRecordsSource,
  type RecordsSource,
  type RecordsSourceSetup,
} from '../../src/testing/index.js';

/** A source in memory with what the contract needs, and with another behaviour where `change` says so. */
export function memorySetup(
  change: (good: MemoryRecordsSource) => Partial<RecordsSource> = () => ({}),
): RecordsSourceSetup {
  const good = memoryRecords();
  const unreachable = memoryRecords();
  unreachable.down();
  return {
    source: { ...good, ...change(good) },
    seed(records) {
      for (const record of records) good.add(record);
      return records;
    },
    change: good.change,
    remove: good.remove,
    unreachable: { ...unreachable, ...change(unreachable) },
  };
}
