import { describe, expect, it, onTestFinished } from 'vitest';
import { TelemetryClient, TelemetryError, type Backend } from '../../src/index.js';
import { memoryStore, type Store, type StoredRecord } from '../../src/testing/index.js';
import { sqlite } from '../../src/stores/sqlite/index.js';
import { newPath } from './sqlite-file.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const record = { random_id, type: 'lxc', nsapp: 'plex', core_count: 2 } as const;

function openStore(path: string = newPath()): Store {
  const store = sqlite({ path });
  onTestFinished(() => store.close());
  return store;
}

function aClient(backend: Backend): TelemetryClient {
  return new TelemetryClient({ consent: 'yes', backend });
}

async function recordsOf(store: Store): Promise<StoredRecord[]> {
  return [...(await store.records.list()).items.values()];
}

describe.each<[string, () => Store]>([
  ['SQLite', openStore],
  ['memory', memoryStore],
])('a client that reports to a store in %s', (_, open) => {
  it('stores an installation and its end', async () => {
    const store = open();
    const telemetry = aClient(store.backend());
    expect(await telemetry.create(record)).toEqual({ random_id, outcome: 'created' });
    const [begun] = await recordsOf(store);
    expect(begun).toMatchObject({ key: random_id, nsapp: 'plex', core_count: 2, ct_type: 1, status: 'installing' });
    expect(begun).not.toHaveProperty('disk_size');
    const end = { random_id, status: 'failed', exit_code: 127 } as const;
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'updated', status: 'failed', exit_code: 127 });
    expect(await recordsOf(store)).toMatchObject([{ status: 'failed', exit_code: 127, error: 'Command not found' }]);
  });

  it('keeps the first end of twenty clients, and tells the others', async () => {
    const store = open();
    await aClient(store.backend()).create(record);
    const clients = Array.from({ length: 20 }, () => aClient(store.backend()));
    const outcomes = await Promise.all(
      clients.map((client, place) => client.update({ random_id, status: 'failed', exit_code: place + 1 })),
    );
    const updated = outcomes.flatMap(({ outcome }, place) => (outcome === 'updated' ? place + 1 : []));
    expect(updated).toHaveLength(1);
    expect(outcomes.filter((one) => one.outcome === 'skipped' && one.reason === 'already-updated')).toHaveLength(19);
    expect(await recordsOf(store)).toMatchObject([{ exit_code: updated[0] }]);
  });

  it('creates once when it creates again', async () => {
    const store = open();
    await aClient(store.backend()).create(record);
    expect(await aClient(store.backend()).create({ ...record, core_count: 4 })).toMatchObject({ outcome: 'existing' });
    expect(await recordsOf(store)).toMatchObject([{ core_count: 2 }]);
  });

  it('ends an installation that another client has begun', async () => {
    const store = open();
    await aClient(store.backend()).create(record);
    const end = { random_id, status: 'aborted' } as const;
    expect(await aClient(store.backend()).update(end)).toMatchObject({ outcome: 'updated', exit_code: 130 });
    expect(await recordsOf(store)).toMatchObject([{ nsapp: 'plex', status: 'aborted' }]);
  });

  it('leaves an end open whose installation is not known, and delivers it once it is', async () => {
    const store = open();
    const telemetry = aClient(store.backend());
    expect(await telemetry.update({ random_id, exit_code: 2 })).toMatchObject({ outcome: 'failed' });
    expect(await recordsOf(store)).toEqual([]);
    await aClient(store.backend()).create(record);
    expect(await telemetry.update({ random_id, exit_code: 3 })).toMatchObject({ outcome: 'skipped' });
    expect(await recordsOf(store)).toMatchObject([{ status: 'failed', exit_code: 2 }]);
  });

  it('stores an end that says what was installed, without its begin', async () => {
    const store = open();
    const end = { random_id, exit_code: 2, record: { type: 'lxc', nsapp: 'plex' } } as const;
    expect(await aClient(store.backend()).update(end)).toMatchObject({ outcome: 'updated' });
    expect(await recordsOf(store)).toMatchObject([{ nsapp: 'plex', status: 'failed', exit_code: 2 }]);
  });

  it('tells the attempts of an installation apart', async () => {
    const store = open();
    const telemetry = aClient(store.backend());
    await telemetry.create(record);
    await telemetry.update({ random_id, exit_code: 1 });
    expect(await telemetry.create({ ...record }, { newAttempt: true })).toMatchObject({ outcome: 'created' });
    expect(await telemetry.update({ random_id, status: 'success' })).toMatchObject({ outcome: 'updated' });
    // Both may be of one millisecond, in which the order is by key.
    const records = (await recordsOf(store)).sort((one, other) => one.status.localeCompare(other.status));
    expect(records).toMatchObject([
      { key: random_id, status: 'failed' },
      { random_id, status: 'success' },
    ]);
  });

  it.each([
    { what: 'has', before: [], outcome: { outcome: 'updated', late: true }, exit_code: 9 },
    { what: 'does not have', before: [record], outcome: { outcome: 'updated' }, exit_code: 9 },
  ])('creates late, also where the store $what the record', async ({ before, outcome, exit_code }) => {
    const store = open();
    const backend = store.backend();
    let isDown = true;
    const create: Backend['create'] = async (given, call) => {
      if (isDown) throw new TelemetryError('unavailable', 'down', { fate: 'unknown' });
      return backend.create(given, call);
    };
    const telemetry = new TelemetryClient({ consent: 'yes', backend: { ...backend, create }, attempts: 1 });
    for (const other of before) await aClient(store.backend()).create(other);
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'failed' });
    isDown = false;
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject(outcome);
    expect(await recordsOf(store)).toMatchObject([{ core_count: 2, exit_code }]);
  });

  it('learns that the run has ended when it creates late', async () => {
    const store = open();
    const backend = store.backend();
    let isDown = true;
    const create: Backend['create'] = async (given, call) => {
      if (isDown) throw new TelemetryError('unavailable', 'down', { fate: 'unknown' });
      return backend.create(given, call);
    };
    const telemetry = new TelemetryClient({ consent: 'yes', backend: { ...backend, create }, attempts: 1 });
    await telemetry.create(record);
    await store.report({ random_id, nsapp: 'plex', status: 'success' }, { signal: new AbortController().signal });
    isDown = false;
    const outcome = await telemetry.update({ random_id, exit_code: 9 });
    expect(outcome).toEqual({ random_id, outcome: 'skipped', reason: 'already-updated' });
    expect(await recordsOf(store)).toMatchObject([{ status: 'success', core_count: 2 }]);
  });

  it('sends nothing without consent', async () => {
    const store = open();
    const telemetry = new TelemetryClient({ consent: 'no', backend: store.backend() });
    await telemetry.track({ ...record }, () => Promise.resolve());
    expect(await recordsOf(store)).toEqual([]);
  });

  it('redacts what it stores', async () => {
    const store = open();
    const telemetry = aClient(store.backend());
    await telemetry.create(record);
    await telemetry.update({ random_id, exit_code: 1, error: 'curl -H "X-Api-Key: s3cret" http://192.168.7.42/x' });
    expect(await recordsOf(store)).toMatchObject([{ error: 'curl -H "X-Api-Key: [secret]" http://[ip]/x' }]);
  });
});
