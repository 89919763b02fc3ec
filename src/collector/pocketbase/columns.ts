import { COLLECTION_TYPES } from '../../records/fields.js';
import type { CompleteRecord, ServiceFields } from '../../records/record.js';

/** A column of the collection. */
export type ColumnName = Exclude<keyof CompleteRecord, keyof ServiceFields>;

/** What a column holds. A required text is not empty. */
export type Column =
  | { readonly kind: 'text'; readonly required?: true; readonly min?: number; readonly max: number }
  | { readonly kind: 'number'; readonly required?: true; readonly isWhole: boolean }
  | { readonly kind: 'select'; readonly required: true; readonly words: readonly string[] };

const TEXT = { kind: 'text', max: 1_024 } as const;
const WHOLE = { kind: 'number', isWhole: true } as const;

/** The columns, in the order in which PocketBase names them. */
export const COLUMNS: Readonly<Record<ColumnName, Column>> = {
  core_count: WHOLE,
  // PocketBase refuses 0, a privileged container; here it is kept.
  ct_type: { ...WHOLE, required: true },
  disk_size: { kind: 'number', isWhole: false },
  // PocketBase takes 5,000 characters.
  error: { kind: 'text', max: 131_072 },
  exit_code: WHOLE,
  method: TEXT,
  nsapp: { kind: 'text', max: 128, required: true },
  os_type: TEXT,
  os_version: TEXT,
  pve_version: TEXT,
  ram_size: WHOLE,
  random_id: { kind: 'text', min: 8, max: 128, required: true },
  status: { kind: 'select', required: true, words: ['installing', 'sucess', 'failed', 'unknown'] },
  type: { kind: 'select', required: true, words: COLLECTION_TYPES },
};
