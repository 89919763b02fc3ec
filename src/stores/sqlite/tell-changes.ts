import type { StoreChange } from '../report.js';
import type { Changes } from './changes.js';
import { readChanges, readSequence } from './read-changes.js';
import type { Reader } from './reader.js';

/** Tells the changes of all records after a cursor, until the signal aborts. */
export async function* tellChanges(
  reader: Reader,
  changes: Changes,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<StoreChange, void> {
  const sequence = readSequence(reader);
  const cursorOf = (version: number): string => `${sequence.file}.${version}`;
  let told = versionIn(after, sequence.file);
  while (!signal.aborted) {
    const { count } = changes;
    const { version, forgotten } = readSequence(reader);
    if (told === undefined || told > version || told < forgotten) {
      told = version;
      yield { change: 'gap', cursor: cursorOf(version) };
    }
    let changed = readChanges(reader, told);
    for (; changed.length > 0 && !signal.aborted; changed = readChanges(reader, told)) {
      for (const { version, key, record } of changed) {
        const cursor = cursorOf((told = version));
        yield record === undefined ? { change: 'removed', cursor, key } : { change: 'stored', cursor, key, record };
      }
      await reader.turn({ signal });
    }
    await changes.after(count, signal);
  }
}

/** The version in a cursor of this file. */
function versionIn(cursor: string | undefined, file: string): number | undefined {
  const [, version] = /^[0-9a-f]+\.(\d{1,15})$/.exec(cursor ?? '') ?? [];
  return version !== undefined && cursor?.startsWith(`${file}.`) ? Number(version) : undefined;
}
