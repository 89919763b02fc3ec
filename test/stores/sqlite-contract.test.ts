import { describe, it } from 'vitest';
import { sqlite } from '../../src/stores/sqlite/index.js';
import { backendContract, recordsSourceContract, storeContract } from '../../src/testing/index.js';
import { newPath, recordsSetup } from './sqlite-file.js';

const setups = {
  'in a file': () => {
    const path = newPath();
    return { store: sqlite({ path }), open: () => sqlite({ path }) };
  },
  'in memory': () => ({ store: sqlite({ path: ':memory:' }) }),
};

describe.each(Object.entries(setups))('a store of SQLite %s', (_, make) => {
  for (const { name, run } of storeContract(make)) it(name, run);
});

describe('its records', () => {
  for (const { name, run } of recordsSourceContract(() => recordsSetup())) it(name, run);
});

describe('its backend', () => {
  for (const { name, run } of backendContract(() => sqlite({ path: newPath() }).backend())) it(name, run);
});
