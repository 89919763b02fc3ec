import { describe, it } from 'vitest';
import { backendContract, recordsSourceContract, storeContract } from '../../src/testing/index.js';
import { open, recordsSetup, sharedDatabase } from './runs.js';

describe('a store of ClickHouse', () => {
  const database = sharedDatabase();
  const cases = storeContract(() => ({ store: open(database), open: () => open(database) }));
  for (const { name, run } of cases) it(name, run);
});

describe('its records', () => {
  const database = sharedDatabase();
  for (const { name, run } of recordsSourceContract(() => recordsSetup(database))) it(name, run);
});

describe('its backend', () => {
  const database = sharedDatabase();
  for (const { name, run } of backendContract(() => open(database).backend())) it(name, run);
});
