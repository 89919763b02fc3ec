import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../src/observe/index.js';
import { memoryRecords, recordsSourceContract, type StoredRecord } from '../../src/testing/index.js';
import { memorySetup } from './records-setup.js';

describe('memoryRecords passes the contract: it', () => {
  it.each(recordsSourceContract(() => memorySetup()))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

const plex: StoredRecord = {
  key: 'plex-record',
  random_id: 'plex-record',
  nsapp: 'plex',
  status: 'installing',
  created: '2026-11-21T00:00:00.000Z',
};
const jellyfin: StoredRecord = { ...plex, key: 'jellyfin-record', random_id: 'jellyfin-record', nsapp: 'jellyfin' };

/** The next events of a subscription. */
async function take(
  events: AsyncIterator<SourceEvent<StoredRecord>>,
  count: number,
): Promise<SourceEvent<StoredRecord>[]> {
  const taken: SourceEvent<StoredRecord>[] = [];
  while (taken.length < count) taken.push(((await events.next()) as { value: SourceEvent<StoredRecord> }).value);
  return taken;
}

function keysIn(event: SourceEvent<StoredRecord> | undefined): string[] {
  return event?.event === 'snapshot' ? [...event.snapshot.items.keys()] : [];
}

describe('memoryRecords', () => {
  it('keeps its records apart from the caller’s', async () => {
    const given = { ...plex };
    const source = memoryRecords([given]);
    given.nsapp = 'changed';
    const read = (await source.get(plex.key)) as StoredRecord;
    read.nsapp = 'changed too';
    expect(await source.get(plex.key)).toEqual(plex);
  });

  it('refuses a second record of one key, and a change of no record', () => {
    const source = memoryRecords([plex]);
    expect(() => source.add(plex)).toThrow('a record with the key plex-record exists');
    expect(() => source.change('no-record', {})).toThrow('no record has the key no-record');
  });

  it.each([
    { changes: { nsap: 'plex' }, fields: { nsap: 'unknown field, did you mean `nsapp`?' } },
    { changes: { nsapp: undefined }, fields: { nsapp: 'expected a text' } },
    { changes: { status: 'sucess' }, fields: { status: expect.stringContaining('success') as string } },
    { changes: { exit_code: '127' }, fields: { exit_code: 'expected a finite number' } },
    { changes: { exit_code: NaN }, fields: { exit_code: 'expected a finite number' } },
    { changes: { error: null }, fields: { error: 'expected a text' } },
    { changes: { has_arm: 'yes' }, fields: { has_arm: 'expected true or false' } },
    {
      changes: { created: '2026-11-21 00:00:00Z', updated: new Date(0) },
      fields: { created: expect.stringContaining('ISO 8601') as string, updated: expect.any(String) as string },
    },
  ])('refuses $changes as no source gives them', async ({ changes, fields }) => {
    const source = memoryRecords([plex]);
    const refused = expect.objectContaining({ code: 'invalid-record', fields }) as Error;
    expect(() => source.add({ ...jellyfin, ...changes } as unknown as StoredRecord)).toThrow(refused);
    expect(() => source.change(plex.key, changes as object)).toThrow(refused);
    expect([await source.count(), await source.get(plex.key)]).toEqual([1, plex]);
  });

  it.each([undefined, null, 'plex', []])('refuses %j as a record', (given) => {
    const add = (): void => memoryRecords().add(given as unknown as StoredRecord);
    expect(add).toThrow(expect.objectContaining({ code: 'invalid-record' }) as Error);
  });

  it('does not change a key', () => {
    expect(() => memoryRecords([plex]).change(plex.key, { key: 'other' })).toThrow('key: expected no change');
  });

  it('removes a field that is changed to undefined', async () => {
    const source = memoryRecords([{ ...plex, error: 'a' }]);
    source.change(plex.key, { error: undefined });
    expect(await source.get(plex.key)).toStrictEqual(plex);
  });

  it('gets the newest attempt of an installation', async () => {
    const again = { ...plex, key: 'again', execution_id: 'again', created: '2026-11-22T00:00:00.000Z' };
    expect((await memoryRecords([again, plex]).get(plex.random_id))?.key).toBe('again');
  });

  it('tells several changes at once as one', async () => {
    const source = memoryRecords([plex]);
    const events = source.subscribe()[Symbol.asyncIterator]();
    await take(events, 2);
    source.change(plex.key, { status: 'failed' });
    source.change(plex.key, { exit_code: 1 });
    source.add(jellyfin);
    source.remove(jellyfin.key);
    const item = { ...plex, status: 'failed', exit_code: 1 };
    expect(await take(events, 2)).toMatchObject([
      { event: 'changed', key: plex.key, item, before: plex, via: 'live', why: ['status', 'exit_code'] },
      { event: 'up-to-date' },
    ]);
    await events.return?.();
  });

  it('ends a subscription that is left while it waits', async () => {
    const events = memoryRecords([plex]).subscribe()[Symbol.asyncIterator]();
    await take(events, 2);
    const waiting = events.next();
    await events.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('tells the snapshot in each loop over a subscription', async () => {
    const subscription = memoryRecords([plex]).subscribe();
    const told: string[][] = [];
    for (let loop = 1; loop <= 2; loop += 1)
      for await (const event of subscription) {
        told.push(keysIn(event));
        break;
      }
    expect(told).toEqual([[plex.key], [plex.key]]);
  });

  it('says that it is down, and catches up when it is up', async () => {
    const source = memoryRecords([plex]);
    const events = source.subscribe()[Symbol.asyncIterator]();
    expect(keysIn((await take(events, 2))[0])).toEqual([plex.key]);
    source.down();
    await expect(source.count()).rejects.toMatchObject({ code: 'unreachable' });
    source.change(plex.key, { status: 'success' });
    source.add(jellyfin);
    expect(await take(events, 1)).toMatchObject([{ event: 'health', health: { state: 'down' } }]);
    source.up();
    expect(await take(events, 4)).toMatchObject([
      { event: 'health', health: { state: 'up' } },
      { event: 'changed', key: jellyfin.key, via: 'catch-up' },
      { event: 'changed', key: plex.key, via: 'catch-up', why: ['status'] },
      { event: 'up-to-date' },
    ]);
    await events.return?.();
  });

  it('tells the snapshot of a source that was down at first once it is up', async () => {
    const source = memoryRecords([plex]);
    source.down();
    const events = source.subscribe()[Symbol.asyncIterator]();
    expect(await take(events, 1)).toMatchObject([{ event: 'health', health: { state: 'down' } }]);
    source.up();
    const [health, snapshot] = await take(events, 2);
    expect([health?.event, keysIn(snapshot)]).toEqual(['health', [plex.key]]);
    await events.return?.();
  });

  it('fails a read in the middle when it goes down', async () => {
    const source = memoryRecords([plex, jellyfin]);
    const reading = (async () => {
      for await (const { key } of source.records()) if (key) source.down();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
  });
});
