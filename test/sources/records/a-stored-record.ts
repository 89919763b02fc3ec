import type { StoredRecord } from '../../../src/sources/records/stored-record.js';

/** A stored record; each of its ids is made from `id`. */
export function aStoredRecord(changes: Partial<StoredRecord> = {}, id = 'first-record'): StoredRecord {
  return {
    key: id,
    random_id: id,
    nsapp: 'plex',
    status: 'installing',
    created: '2026-11-21T00:00:00.000Z',
    ...changes,
  };
}
