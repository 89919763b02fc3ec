import { describe, expect, it, onTestFinished } from 'vitest';
import { sqlite } from '../../src/stores/sqlite/index.js';
import type { Database } from '../../src/stores/sqlite/load-sqlite.js';
import { openDatabase } from '../../src/stores/sqlite/open-database.js';
import { WriteQueue } from '../../src/stores/sqlite/write-queue.js';
import type { Report, Store } from '../../src/testing/index.js';
import { connect, newPath } from './sqlite-file.js';

const call = { signal: new AbortController().signal };

function aReport(place: number): Report {
  return { random_id: `report-${place}`, nsapp: 'plex', status: 'success' };
}

function openStore(path: string): Store {
  const store = sqlite({ path });
  onTestFinished(() => store.close());
  return store;
}

/** A queue over a table of numbers, from 0 to 9. */
function aQueue(): {
  queue: WriteQueue;
  writer: Database;
  add: (number: number) => Promise<unknown>;
  numbers: () => unknown[];
  commits: () => number;
} {
  let commits = 0;
  const { writer, reader } = openDatabase(newPath());
  writer.exec('CREATE TABLE numbers (number INTEGER UNIQUE CHECK (number < 10)) STRICT');
  const queue = new WriteQueue(writer, () => (commits += 1));
  const insert = writer.prepare('INSERT INTO numbers VALUES (?)');
  onTestFinished(async () => {
    await queue.close();
    reader.close();
    writer.close();
  });
  return {
    queue,
    writer,
    commits: () => commits,
    add: (number) => queue.add(() => insert.run(number).changes, call),
    numbers: () =>
      reader
        .prepare('SELECT number FROM numbers ORDER BY number')
        .all()
        .map((row) => row['number']),
  };
}

describe('the writes of a store', () => {
  it('are at most 10,000 that wait; the next is refused with the time to try again', async () => {
    const store = openStore(newPath());
    const reports = Array.from({ length: 10_003 }, (_, place) => store.report(aReport(place), call));
    const settled = await Promise.allSettled(reports);
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({ code: 'unavailable', fate: 'not-sent', retryAfterMs: 1_000 });
    expect(await store.records.count()).toBe(10_000);
    expect(await store.report(aReport(10_002), call)).toBe('stored');
  });

  it('are at most 16,000,000 characters that wait', async () => {
    const store = openStore(newPath());
    const error = 'x'.repeat(131_072);
    const reports = Array.from({ length: 130 }, (_, place) => store.report({ ...aReport(place), error }, call));
    const settled = await Promise.allSettled(reports);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(122);
    expect(settled.at(-1)).toMatchObject({ reason: { code: 'unavailable', fate: 'not-sent' } });
    expect(await store.report({ ...aReport(129), error }, call)).toBe('stored');
  });

  it('do not hold one whose caller left while it waited', async () => {
    const store = openStore(newPath());
    const controller = new AbortController();
    const [stays, leaves] = [1, 2].map((place) =>
      store.report(aReport(place), place === 2 ? { signal: controller.signal } : call),
    );
    controller.abort(new Error('left'));
    await expect(leaves).rejects.toThrow('left');
    expect(await stays).toBe('stored');
    expect(await store.records.count()).toBe(1);
  });

  it('wait while another process writes, with the event loop running', async () => {
    const path = newPath();
    const store = openStore(path);
    const other = connect(path);
    other.exec('BEGIN IMMEDIATE');
    const reported = store.report(aReport(1), call);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await new Promise((resolve) => setTimeout(resolve, 300));
    clearInterval(timer);
    other.exec('COMMIT');
    other.close();
    expect(await reported).toBe('stored');
    expect(turns).toBeGreaterThan(5);
  });

  it('are refused after 5 s if another process does not let go', async () => {
    const path = newPath();
    const store = openStore(path);
    const other = connect(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.report(aReport(1), call)).rejects.toMatchObject({
      code: 'unavailable',
      fate: 'not-sent',
      retryAfterMs: 1_000,
    });
    other.exec('COMMIT');
    other.close();
    expect(await store.report(aReport(1), call)).toBe('stored');
  });

  it('are refused once a later version has changed the tables', async () => {
    const path = newPath();
    const store = openStore(path);
    const other = connect(path);
    other.exec('PRAGMA user_version = 99');
    other.close();
    await expect(store.report(aReport(1), call)).rejects.toMatchObject({ code: 'unavailable', fate: 'refused' });
  });

  it('fail one by one', async () => {
    const { add, numbers } = aQueue();
    const settled = await Promise.allSettled([1, 2, 10, 3, 2, 4].map(add));
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([true, true, false, true, false, true]);
    expect(settled[2]).toMatchObject({ reason: { code: 'unavailable', fate: 'refused' } });
    expect(numbers()).toEqual([1, 2, 3, 4]);
  });

  it('are gathered into transactions of 500', async () => {
    const { queue, commits } = aQueue();
    await Promise.all(Array.from({ length: 1_001 }, () => queue.add(() => undefined, call)));
    expect(commits()).toBe(3);
  });

  it('are refused as a whole where the disk is full, and go on when it is not', async () => {
    const { queue, add, numbers, writer } = aQueue();
    writer.exec('CREATE TABLE texts (text TEXT NOT NULL) STRICT');
    const long = writer.prepare('INSERT INTO texts VALUES (?)');
    const { page_count } = writer.prepare('PRAGMA page_count').get() as { page_count: number };
    writer.exec(`PRAGMA max_page_count = ${page_count + 2}`);
    const writes = [add(1), queue.add(() => long.run('x'.repeat(1_000_000)), call), add(2)];
    for (const one of await Promise.allSettled(writes))
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfterMs: 1_000 } });
    expect(numbers()).toEqual([]);
    writer.exec('PRAGMA max_page_count = 100000');
    await add(3);
    expect(numbers()).toEqual([3]);
  });

  it('are all written before the queue is closed', async () => {
    const { queue, add, numbers } = aQueue();
    const writes = [1, 2, 3].map(add);
    await queue.close();
    expect(numbers()).toEqual([1, 2, 3]);
    await Promise.all(writes);
    await expect(add(4)).rejects.toMatchObject({ code: 'unavailable', fate: 'not-sent' });
  });
});
