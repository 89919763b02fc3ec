import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A folder that is removed with this process. */
function ownFolder(): string {
  if (folder !== undefined) return folder;
  const made = (folder = mkdtempSync(join(tmpdir(), 'telemetry-seed-')));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

let files = 0;

/**
 * Writes a migration that stores rows as they are, past every check of the server, `created` and `updated` included.
 *
 * @returns the file's path. It is removed when this process ends.
 */
export function seedMigration(rows: readonly object[]): string {
  const path = join(ownFolder(), `9_seed_${(files += 1)}.js`);
  const columns = Object.keys(rows[0] ?? {});
  const sql = `INSERT INTO _dev_telemetry_data (${columns.join()}) VALUES (${columns.map((name) => `{:${name}}`).join()})`;
  writeFileSync(
    path,
    `migrate((db) => {
      const database = typeof Dao === 'undefined' ? db.db() : db;
      for (const row of ${JSON.stringify(rows)}) database.newQuery(${JSON.stringify(sql)}).bind(row).execute();
    });`,
  );
  return path;
}
