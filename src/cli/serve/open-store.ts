import { existsSync } from 'node:fs';
import { isTelemetryError, TelemetryError } from '../../errors.js';
import { clickhouse } from '../../stores/clickhouse/index.js';
import { sqlite, type Store } from '../../stores/sqlite/index.js';
import { named } from './named-options.js';
import { clickHouseOptions, printableStore, schemeOf } from './store-url.js';

/** How long a database may take to answer at the start, in milliseconds. */
const START_MS = 10_000;

/** The store that `--store` names, and how long it keeps records. */
export interface StoreSettings {
  /** The path of a file, or a URL of ClickHouse, which may have a password: print it with `printableStore`. */
  readonly path: string;
  readonly retentionDays?: number | undefined;
}

/**
 * Opens the store that `--store` names, and makes its tables where they are missing.
 *
 * @throws TelemetryError `invalid-options` if it is not known; `unavailable` if it cannot be opened; `unsupported` if
 * this runtime does not have it.
 */
export async function openStore({ path, retentionDays }: StoreSettings): Promise<Store> {
  const scheme = schemeOf(path);
  if (scheme === undefined) return named(() => openFile(path, retentionDays));
  if (scheme === 'clickhouse' || scheme === 'clickhouse+https') return openClickHouse(path, retentionDays);
  const expected = 'expected the path of a file or a URL of clickhouse';
  throw new TelemetryError('invalid-options', `--store: ${expected}, got a URL of ${scheme}`);
}

/** Opens a store as `openStore` does, but makes no file. */
export async function openExistingStore(settings: StoreSettings): Promise<Store> {
  const { path } = settings;
  if (schemeOf(path) === undefined && !existsSync(path))
    throw new TelemetryError('unavailable', `--store ${path}: there is no such file`, { fate: 'not-sent' });
  return openStore(settings);
}

function openFile(path: string, retentionDays: number | undefined): Store {
  try {
    return sqlite({ path, retentionDays });
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'unavailable') throw error;
    throw new TelemetryError('unavailable', `--store ${path}: ${error.message}`, { cause: error, fate: error.fate });
  }
}

async function openClickHouse(path: string, retentionDays: number | undefined): Promise<Store> {
  const store = named(() => clickhouse({ ...clickHouseOptions(path, process.env), retentionDays }));
  const { state, error } = await store.records.ping({ deadlineMs: START_MS });
  if (state === 'up') return store;
  await store.close();
  const message = `--store ${printableStore(path)}: ${error?.message ?? 'it does not answer'}`;
  throw new TelemetryError(error?.code === 'unsupported' ? 'unsupported' : 'unavailable', message, {
    fate: 'not-sent',
  });
}
