import { isTelemetryError, TelemetryError } from '../../errors.js';
import { sqlite, type Store } from '../../stores/sqlite/index.js';
import { named } from './named-options.js';

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
  const [, scheme] = /^([a-z][a-z\d+.-]*):\/\//i.exec(path) ?? [];
  if (scheme !== undefined) {
    throw new TelemetryError('invalid-options', `--store: expected the path of a file, got a URL of ${scheme}`);
  }
  return named(() => openFile(path, retentionDays));
}

function openFile(path: string, retentionDays: number | undefined): Store {
  try {
    return sqlite({ path, retentionDays });
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'unavailable') throw error;
    throw new TelemetryError('unavailable', `--store ${path}: ${error.message}`, { cause: error, fate: error.fate });
  }
}
