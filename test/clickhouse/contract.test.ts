import { beforeAll, describe, it } from 'vitest';
import { clickhouse } from '../../src/stores/clickhouse/index.js';
import { backendContract, recordsSourceContract, storeContract } from '../../src/testing/index.js';
import { open, recordsSetup, serverUrl, sharedDatabase } from './runs.js';

/** What other cases report would be among what these read. */
const ALONE = /change|refused|opened again/;

describe('a store of ClickHouse', () => {
  const database = sharedDatabase();
  const openHere = (): ReturnType<typeof open> => clickhouse({ url: serverUrl(), database });
  beforeAll(async () => {
    const store = openHere();
    await store.records.ping();
    await store.close();
  });
  // A report takes a tenth of a second, and most cases make many, one after the other.
  for (const { name, run } of storeContract(() => ({ store: openHere(), open: openHere })))
    (ALONE.test(name) ? it : it.concurrent)(name, run);
});

describe('its records', () => {
  const database = sharedDatabase();
  for (const { name, run } of recordsSourceContract(() => recordsSetup(database))) it(name, run);
});

describe('its backend', () => {
  const database = sharedDatabase();
  for (const { name, run } of backendContract(() => clickhouse({ url: serverUrl(), database }).backend()))
    it.concurrent(name, run);
});
