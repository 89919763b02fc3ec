import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sqlite } from '../../src/stores/sqlite/index.js';
import type { StoredRecord } from '../../src/testing/index.js';
import { connect, newPath, seed } from './sqlite-file.js';

const DAY_MS = 86_400_000;
const call = { signal: new AbortController().signal };

function recordsOfDays(days: readonly number[]): StoredRecord[] {
  return days.map((ago, place) => {
    const random_id = `record-${place}`;
    const created = new Date(Date.now() - ago * DAY_MS).toISOString();
    return { key: random_id, random_id, nsapp: 'plex', status: 'success', created };
  });
}

describe('the retention of a store', () => {
  it('removes what is older than its days, and tells it', async () => {
    const path = newPath();
    const before = sqlite({ path });
    const other = connect(path);
    // More than it removes at once.
    seed(other, recordsOfDays([...Array<number>(1_200).fill(40), 31, 29, 1, 0]));
    other.close();
    const controller = new AbortController();
    const told = { removed: 0, left: 0 };
    let store: typeof before | undefined;
    onTestFinished(async () => {
      await before.close();
      await store?.close();
    });
    for await (const event of before.records.subscribe?.({}, { signal: controller.signal }) ?? []) {
      if (event.event === 'snapshot') {
        told.left = event.snapshot.items.size;
        store = sqlite({ path, retentionDays: 30 });
      }
      if (event.event === 'removed') told.removed += 1;
      if (told.removed === 1_201) break;
    }
    expect(told).toEqual({ removed: 1_201, left: 1_204 });
    expect(await before.records.count()).toBe(3);
  });

  it('looks again every hour, and not after the store is closed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = sqlite({ path: newPath(), retentionDays: 1 });
    await store.report({ random_id: 'd2f7a1c0', nsapp: 'plex', status: 'success' }, call);
    vi.advanceTimersByTime(DAY_MS / 2);
    await store.report({ random_id: 'd2f7a1c1', nsapp: 'plex', status: 'success' }, call);
    expect(await store.records.count()).toBe(2);
    vi.advanceTimersByTime(DAY_MS / 2 + 3_600_000);
    // Behind the removal, in the same queue.
    await store.report({ random_id: 'd2f7a1c2', nsapp: 'plex', status: 'success' }, call);
    expect(await store.records.get('d2f7a1c0')).toBeUndefined();
    expect(await store.records.count()).toBe(2);
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps the last 10,000 of what was refused', async () => {
    const path = newPath();
    const store = sqlite({ path });
    onTestFinished(() => store.close());
    const refuse = (place: number): Promise<void> => store.refuse({ reason: `reason ${place}`, body: '' }, call);
    for (let place = 0; place < 10_010; place += 1_001)
      await Promise.all(Array.from({ length: 1_001 }, (_, one) => refuse(place + one)));
    const kept = await store.refusals(10_000);
    expect([kept.length, kept[0]?.reason, kept.at(-1)?.reason]).toEqual([10_000, 'reason 10009', 'reason 10']);
    const other = connect(path);
    expect(other.prepare('SELECT count(*) AS count FROM refusals').get()).toEqual({ count: 10_000 });
    other.close();
  });

  it('tells a gap to one that follows changes from before those that are kept', async () => {
    const path = newPath();
    const store = sqlite({ path });
    const other = connect(path);
    onTestFinished(async () => {
      other.close();
      await store.close();
    });
    const next = async (after?: string) => {
      for await (const change of store.changes({ after })) return change;
      throw new Error('It ended');
    };
    const { cursor } = await next();
    await store.report({ random_id: 'd2f7a1c0', nsapp: 'plex', status: 'success' }, call);
    expect(await next(cursor)).toMatchObject({ change: 'stored', key: 'd2f7a1c0' });
    other.exec('DELETE FROM runs');
    expect(await next(cursor)).toMatchObject({ change: 'removed', key: 'd2f7a1c0' });
    other.exec('UPDATE sequence SET forgotten = version; DELETE FROM removals');
    expect(await next(cursor)).toMatchObject({ change: 'gap' });
  });

  it('keeps the last 10,000 removals, and gives a new snapshot to a subscription that missed earlier ones', async () => {
    const path = newPath();
    const store = sqlite({ path });
    const other = connect(path);
    seed(other, recordsOfDays(Array<number>(10_600).fill(40)));
    seed(other, [{ ...recordsOfDays([1])[0], key: 'newest', random_id: 'newest' } as StoredRecord]);
    let remover: typeof store | undefined;
    onTestFinished(async () => {
      other.close();
      await store.close();
      await remover?.close();
    });
    const sizes: number[] = [];
    for await (const event of store.records.subscribe?.() ?? []) {
      if (event.event !== 'snapshot') continue;
      sizes.push(event.snapshot.items.size);
      if (sizes.length === 2) break;
      remover = sqlite({ path, retentionDays: 30 });
      // While this loop stands still, it removes what is older.
      while ((await remover.records.count()) > 1) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(sizes).toEqual([10_601, 1]);
    expect(other.prepare('SELECT count(*) AS count FROM removals').get()).toEqual({ count: 10_000 });
  });
});
