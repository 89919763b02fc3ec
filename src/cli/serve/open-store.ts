import { existsSync } from 'node:fs';
import { isTelemetryError, TelemetryError } from '../../errors.js';
import { sqlite, type Store } from '../../stores/sqlite/index.js';
import { named } from './named-options.js';

/** A URL. Anything else is the path of a file. */
const SCHEME = /^([a-z][a-z\d+.-]*):\/\//i;

/** The store that `--store` names, and how long it keeps records. */
export interface StoreSettings {
  readonly path: string;
  readonly retentionDays?: number | undefined;
}

/**
 * Opens the store that `--store` names.
 *
 * @throws TelemetryError `invalid-options` if it is not known; `unavailable` if it cannot be opened; `unsupported` if
 * this runtime does not have it.
 */
export function openStore({ path, retentionDays }: StoreSettings): Store {
  const [, scheme] = SCHEME.exec(path) ?? [];
  if (scheme !== undefined) {
    throw new TelemetryError('invalid-options', `--store: expected the path of a file, got a URL of ${scheme}`);
  }
  return named(() => openFile(path, retentionDays));
}

/** Opens a store as `openStore` does, but makes none. */
export function openExistingStore(settings: StoreSettings): Store {
  const { path } = settings;
  if (!SCHEME.test(path) && !existsSync(path))
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
