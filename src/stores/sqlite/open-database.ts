import { guarded, TelemetryError } from '../../errors.js';
import { type Database, loadSqlite, type Row } from './load-sqlite.js';
import { MIGRATIONS } from './migrations.js';
import { messageOf } from './sqlite-errors.js';

/** How long opening and reading wait for a lock, in milliseconds. */
const BUSY_MS = 5_000;
/** The pages in the log before they are written into the file, which stops everything else for a moment: 16 MB. */
const CHECKPOINT_PAGES = 4_000;

/** The two connections of a store: one that writes, and one that cannot. */
export interface Connections {
  readonly writer: Database;
  /** The same as the writer for a database in memory, which only one connection sees. */
  readonly reader: Database;
}

/**
 * Opens a file, and makes or migrates its tables.
 *
 * @throws TelemetryError `unavailable` if the file cannot be opened; `invalid-options` if it is not one of a store, or
 * one of a later version; `unsupported` where the runtime has no SQLite.
 */
export function openDatabase(path: string): Connections {
  const DatabaseSync = loadSqlite();
  let writer: Database | undefined;
  try {
    writer = new DatabaseSync(path);
    writer.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    migrate(writer);
    writer.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    const reader = path === ':memory:' ? writer : new DatabaseSync(path, { readOnly: true });
    reader.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    // From here on the writer does not wait inside of SQLite, where nothing else would run.
    writer.exec('PRAGMA busy_timeout = 0');
    return { writer, reader };
  } catch (thrown) {
    writer?.close();
    if (thrown instanceof TelemetryError) throw thrown;
    throw new TelemetryError('unavailable', `sqlite: cannot open the file: ${messageOf(thrown)}`, {
      cause: thrown,
      fate: 'not-sent',
    });
  }
}

/** The number of migrations that a file has taken. */
export function schemaVersion(database: Database): number {
  return numberOf(database.prepare('PRAGMA user_version').get());
}

function migrate(database: Database): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  if (schemaVersion(database) === MIGRATIONS.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated the file meanwhile.
    const version = schemaVersion(database);
    checkFile(database, version);
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec('COMMIT');
  } catch (thrown) {
    rollBack(database);
    throw thrown;
  }
}

/** Ends a transaction that failed. After some errors SQLite has ended it already. */
export function rollBack(database: Database): void {
  guarded(() => database.exec('ROLLBACK'));
}

function checkFile(database: Database, version: number): void {
  if (version > MIGRATIONS.length)
    throw invalidPath('expected a file of this version of the package; a later one has changed it');
  if (version === 0 && numberOf(database.prepare('SELECT count(*) FROM sqlite_master').get()) > 0)
    throw invalidPath('expected a new file, or one of this store; it has tables of another program');
}

function invalidPath(problem: string): TelemetryError {
  return new TelemetryError('invalid-options', `sqlite: path: ${problem}`, { fields: { path: problem } });
}

function numberOf(row: Row | undefined): number {
  return Number(Object.values(row as Row)[0]);
}
