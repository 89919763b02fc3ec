import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** From September to November, whatever the number of records. */
const SECONDS = 3_700_000;

/** One statement, because a migration's own loop takes minutes. Every column has a period of its own. */
const statement = (count: number): string => `
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1}),
  run AS (SELECT i, (i * 7919 + i / 131) % 1009 AS r, strftime('%s', '2026-09-20 00:00:00') + i * ${Math.floor(SECONDS / count)} AS at FROM n)
  INSERT INTO _dev_telemetry_data
    (id, random_id, created, updated, type, ct_type, nsapp, status, os_type, os_version, pve_version, exit_code, error,
     disk_size, core_count, ram_size, method)
  SELECT
    printf('seed%011d', i), printf('random-%06d', i),
    strftime('%Y-%m-%d %H:%M:%S', at, 'unixepoch') || printf('.%03dZ', i % 1000),
    strftime('%Y-%m-%d %H:%M:%S', at + r % 977, 'unixepoch') || printf('.%03dZ', i % 1000),
    CASE r % 3 WHEN 0 THEN 'vm' WHEN 1 THEN 'addon' ELSE 'lxc' END, 1 + r % 2, 'app-' || (r * r % 41),
    CASE WHEN r % 11 = 0 THEN 'installing' WHEN r % 13 = 0 THEN 'unknown' WHEN r % 4 = 0 THEN 'failed' ELSE 'sucess' END,
    CASE r % 5 WHEN 0 THEN '' WHEN 1 THEN 'alpine' ELSE 'debian' END, CASE r % 7 WHEN 0 THEN '' ELSE '1' || (r % 7) END,
    '9.' || (r % 3),
    CASE WHEN r % 4 = 0 THEN CASE r % 9 WHEN 0 THEN 100 WHEN 1 THEN 127 WHEN 2 THEN 206 WHEN 3 THEN 110 ELSE 1 END ELSE 0 END,
    CASE WHEN r % 4 <> 0 OR r % 5 = 0 THEN ''
         WHEN r % 3 = 0 THEN 'exit_code=1 | Text | at line ' || (r % 50) || ': apt-get install foo-' || (i % 8) || char(10) || '---' || char(10) || 'E: | command: no'
         ELSE 'exit_code=1 | Text | command: docker run bar-' || (i % 6) END,
    r % 64, 1 + r % 8, 512 * (r % 9), ''
  FROM run`;

/** Writes a migration that stores this many records. @returns the file's path; it is removed with this process. */
export function seedBySql(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-seed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, '9_seed.js');
  writeFileSync(
    path,
    // In braces: a value that is returned is taken for an error.
    `migrate((db) => {
      (typeof Dao === 'undefined' ? db.db() : db).newQuery(${JSON.stringify(statement(count))}).execute();
    });`,
  );
  return path;
}
