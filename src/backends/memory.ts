import { throwIfAborted } from '../until-aborted.js';
import { TelemetryError } from '../errors.js';
import type { Backend } from './backend.js';
import {
  isFinalStoredStatus,
  type CollectionRecord,
  type CollectionStatus,
  toStoredPatch,
  toStoredRecord,
} from './pocketbase/collection-spelling.js';

/** A record in the memory backend: the fields of PocketBase's record, without `created` and the like. */
export interface MemoryRecord extends CollectionRecord {
  readonly id: string;
  error: string;
  exit_code: number;
}

/** A backend that keeps its records in memory. */
export interface MemoryBackend extends Backend {
  /** Copies of the stored records, oldest first. */
  records(): MemoryRecord[];
  /** Removes all stored records. */
  clear(): void;
}

/** Options of {@link memory}. */
export interface MemoryOptions {
  /**
   * Refuses changes to a record that has ended, as the trigger in `examples/pocketbase/` does. @defaultValue `false`
   */
  finality?: boolean;
}

const STATUSES: readonly CollectionStatus[] = ['installing', 'sucess', 'failed', 'unknown'];

/**
 * Makes a backend for tests that keeps its records in memory and behaves as PocketBase does: `random_id` is unique,
 * required fields and the words for `type` and `status` are checked, statuses are stored in the collection's spelling
 * (`sucess`), and an update of an unknown id is `missing`.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { memory } from '@community-scripts/telemetry/testing';
 *
 * const backend = memory();
 * const telemetry = new TelemetryClient({ consent: 'yes', backend });
 * backend.records(); // []
 * ```
 */
export function memory({ finality = false }: MemoryOptions = {}): MemoryBackend {
  const byId = new Map<string, MemoryRecord>();
  const idByRandomId = new Map<string, string>();

  return {
    name: 'memory',
    repeatable: { create: true, update: true },
    storedStatus: (status) => (status === 'aborted' ? 'unknown' : status),

    async create(record, { signal }) {
      throwIfAborted(signal);
      const stored = toStoredRecord(record);
      refuse(problemsOf(stored));
      if (idByRandomId.has(stored.random_id)) return { result: 'existing' };
      const id = makeId();
      byId.set(id, { error: '', exit_code: 0, ...stored, id });
      idByRandomId.set(stored.random_id, id);
      return { result: 'created', record_id: id };
    },

    async update({ record_id = '', patch }, { signal }) {
      throwIfAborted(signal);
      const stored = toStoredPatch(patch);
      const record = byId.get(record_id);
      if (record === undefined) return { result: 'missing' };
      refuse(statusProblem(stored.status));
      if (finality && record.status !== 'installing' && record.status !== stored.status)
        return { result: 'already-final' };
      byId.set(record_id, { ...record, ...stored });
      return { result: 'updated', record_id };
    },

    async find(random_id, { signal, withStatus = false }) {
      throwIfAborted(signal);
      const record_id = idByRandomId.get(random_id);
      if (record_id === undefined) return undefined;
      return { record_id, ...(withStatus ? { final: isFinalStoredStatus(byId.get(record_id)?.status) } : {}) };
    },

    records: () => [...byId.values()].map((record) => ({ ...record })),
    clear() {
      byId.clear();
      idByRandomId.clear();
    },
  };
}

function problemsOf(record: CollectionRecord): Record<string, string> {
  const missing = (['ct_type', 'random_id', 'type', 'nsapp', 'status'] as const).filter((field) => !record[field]);
  return {
    ...([...record.random_id].length < 8 ? { random_id: 'validation_min_text_constraint' } : {}),
    ...(['lxc', 'vm', 'addon', 'pve'].includes(record.type) ? {} : { type: 'validation_invalid_value' }),
    ...statusProblem(record.status),
    ...Object.fromEntries(missing.map((field) => [field, 'validation_required'])),
  };
}

function statusProblem(status: CollectionStatus): Record<string, string> {
  return STATUSES.includes(status) ? {} : { status: 'validation_invalid_value' };
}

function refuse(fields: Record<string, string>): void {
  const names = Object.keys(fields);
  if (names.length === 0) return;
  throw new TelemetryError('rejected', `The memory backend refused ${names.join(', ')}`, { status: 400, fields });
}

/** Makes an id as PocketBase does: 15 lower-case letters and digits. */
function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}
