import type { StoredRecord } from '../records/stored-record.js';
import type { RecordPages } from './keyset-pages.js';

/** How many passes are read at once. */
const WIDTH = 4;

/** Joins passes as their pages arrive, some at once. */
export async function* inAnyOrder(passes: readonly RecordPages[]): RecordPages {
  const waiting = [...passes];
  const running = new Map<RecordPages, Promise<{ pass: RecordPages; records: readonly StoredRecord[] | undefined }>>();
  const goOn = (pass: RecordPages): void => {
    const next = pass.next().then(({ value }) => ({ pass, records: value ?? undefined }));
    // The error is thrown when it is the first of all.
    next.catch(() => undefined);
    running.set(pass, next);
  };
  for (const pass of waiting.splice(0, WIDTH)) goOn(pass);
  while (running.size > 0) {
    const { pass, records } = await Promise.race(running.values());
    running.delete(pass);
    const following = records === undefined ? waiting.shift() : pass;
    if (following !== undefined) goOn(following);
    if (records !== undefined) yield records;
  }
}

/** Merges ordered passes into one order. */
export async function* inOrder(
  passes: readonly RecordPages[],
  compare: (a: StoredRecord, b: StoredRecord) => number,
): RecordPages {
  const heads: { records: readonly StoredRecord[]; place: number; pass: RecordPages }[] = [];
  const refill = async (pass: RecordPages): Promise<void> => {
    for (;;) {
      const { value, done } = await pass.next();
      if (done === true) return;
      if (value.length > 0) return void heads.push({ records: value, place: 0, pass });
    }
  };
  for (let begin = 0; begin < passes.length; begin += WIDTH) {
    await Promise.all(passes.slice(begin, begin + WIDTH).map(refill));
  }
  const current = (head: (typeof heads)[number]): StoredRecord => head.records[head.place] as StoredRecord;
  while (heads.length > 0) {
    const first = heads.reduce((a, b) => (compare(current(b), current(a)) < 0 ? b : a));
    yield [current(first)];
    first.place += 1;
    if (first.place < first.records.length) continue;
    heads.splice(heads.indexOf(first), 1);
    await refill(first.pass);
  }
}
