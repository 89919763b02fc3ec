import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes a migration that stores rows as they are, past every check of the server, `created` and `updated` included.
 *
 * @returns the file's path. It is removed when this process ends.
 */
export function seedMigration(rows: readonly object[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-seed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, '9_seed.js');
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
