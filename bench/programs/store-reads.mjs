// Reads a store of 1,000,000 runs of a year, which it makes first: URL of the store's module, its file. Prints what each
// read took, as JSON.
import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { timeReads } from '../time-reads.mjs';

const [module, path] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const { sqlite } = await import(module);
if (!existsSync(path)) await seed();

const store = sqlite({ path });
const took = await timeReads(store.records);
await store.close();
console.log(JSON.stringify(took));

async function seed() {
  const unfinished = `${path}.unfinished`;
  await sqlite({ path: unfinished }).close();
  const database = new DatabaseSync(unfinished);
  const from = Date.now() - 365 * DAY_MS;
  database.exec(`
    PRAGMA synchronous = OFF;
    WITH RECURSIVE
      places (place, random) AS (SELECT 1, abs(random()) UNION ALL SELECT place + 1, abs(random()) FROM places WHERE place < 1000000),
      given AS (
        SELECT place, random, lower(hex(randomblob(16))) AS id, ${from} + place * ${(365 * DAY_MS) / 1_000_000} AS ms,
          CASE WHEN place % 25 = 0 THEN 'installing' WHEN random % 100 < 12 THEN 'failed' WHEN random % 100 < 18 THEN 'aborted' ELSE 'success' END AS status
        FROM places
      )
    INSERT INTO runs (version, created, updated, status, exit_code, install_duration, key, random_id, execution_id, nsapp, type,
      method, ct_type, disk_size, core_count, ram_size, os_type, os_version, pve_version, cpu_model, arch, repo_source, error, steps)
    SELECT place, CAST(ms AS INTEGER), CAST(ms AS INTEGER) + random % 600000, status,
      CASE status WHEN 'failed' THEN random % 256 WHEN 'aborted' THEN 130 WHEN 'success' THEN 0 END, random % 600,
      id, id, id, 'app-' || (random % 400), CASE WHEN random % 10 = 0 THEN 'vm' ELSE 'lxc' END,
      'default', 1, 8, 2, 2048, 'debian', '12', '9.0.' || (random % 12), 'Intel(R) N100', 'amd64', 'ProxmoxVE',
      CASE status WHEN 'failed' THEN replace(hex(zeroblob(random % 300)), '00', 'E: ') END,
      '[["installing",' || CAST(ms AS INTEGER) || '],["' || status || '",' || CAST(ms + 60000 AS INTEGER) || ']]'
    FROM given;
    UPDATE sequence SET version = 1000000;
    PRAGMA wal_checkpoint(TRUNCATE);`);
  database.close();
  renameSync(unfinished, path);
}
