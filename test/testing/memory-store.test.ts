import { describe, expect, it } from 'vitest';
import { backendContract, memoryStore, storeContract } from '../../src/testing/index.js';

describe('the store in memory', () => {
  for (const { name, run } of storeContract(() => ({ store: memoryStore() }))) it(name, run);

  it('ends the loops over its changes when it is closed, as any store does', async () => {
    const store = memoryStore();
    const changes = store.changes()[Symbol.asyncIterator]();
    expect(await changes.next()).toMatchObject({ value: { change: 'gap' } });
    const waiting = changes.next();
    await Promise.all([store.close(), expect(waiting).rejects.toMatchObject({ code: 'unreachable' })]);
    const later = store.changes()[Symbol.asyncIterator]().next();
    await expect(later).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('its backend', () => {
  for (const { name, run } of backendContract(() => memoryStore().backend())) it(name, run);
});
