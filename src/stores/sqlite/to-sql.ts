import type { SqlValue } from './load-sqlite.js';

/** The value that is stored for a field. */
export function toSql(value: string | number | boolean | undefined): SqlValue {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}
