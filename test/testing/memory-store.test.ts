import { describe, it } from 'vitest';
import { backendContract, memoryStore, storeContract } from '../../src/testing/index.js';

describe('the store in memory', () => {
  for (const { name, run } of storeContract(() => ({ store: memoryStore() }))) it(name, run);
});

describe('its backend', () => {
  for (const { name, run } of backendContract(() => memoryStore().backend())) it(name, run);
});
