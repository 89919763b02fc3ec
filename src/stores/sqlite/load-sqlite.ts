import { TelemetryError } from '../../errors.js';

/** A value that SQLite stores. */
export type SqlValue = string | number | bigint | null;

/** A row by the names of its columns. Integers are read as numbers. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A prepared statement of `node:sqlite`. */
export interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint };
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): Row[];
}

/** A connection of `node:sqlite`. The types of Node 20 do not have it. */
export interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

type DatabaseClass = new (path: string, options?: { readonly readOnly?: boolean }) => Database;

/**
 * Loads `node:sqlite`, without waiting.
 *
 * @throws TelemetryError `unsupported` where the runtime does not have it.
 */
export function loadSqlite(): DatabaseClass {
  // Node 20 before 20.16 does not have `getBuiltinModule`.
  const { getBuiltinModule } = process as { readonly getBuiltinModule?: (this: void, name: string) => unknown };
  const loaded = getBuiltinModule?.('node:sqlite') as { readonly DatabaseSync?: DatabaseClass } | undefined;
  if (loaded?.DatabaseSync) return loaded.DatabaseSync;
  const text = `sqlite needs node:sqlite: Node 22.13 or later, Deno or Bun; this is Node ${process.versions.node}`;
  throw new TelemetryError('unsupported', text, { fate: 'not-sent' });
}
