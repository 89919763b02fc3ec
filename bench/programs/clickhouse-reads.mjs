// Reads a ClickHouse of 10,000,000 runs of a year, which it fills first: URL of the store's module, of the server. Prints
// what each read took, as JSON.
import { timeReads } from '../time-reads.mjs';

const [module, url] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const { clickhouse } = await import(module);
const store = clickhouse({ url, database: 'bench' });
const { records } = store;
if ((await records.count()) === 0) await seed();
console.log(JSON.stringify(await timeReads(records)));
await store.close();

async function seed() {
  const from = Date.now() - 365 * DAY_MS;
  await execute(`
    INSERT INTO bench.runs (day, created, updated, key, version, removed, changed, status, exit_code, install_duration,
      random_id, execution_id, nsapp, type, method, ct_type, disk_size, core_count, ram_size, os_type, os_version,
      pve_version, cpu_model, arch, repo_source, error)
    SELECT toDate(fromUnixTimestamp64Milli(ms)), ms, ms + random % 600000, id, 2, 0, (ms + random % 600000) * 1000, status,
      multiIf(status = 'failed', random % 256, status = 'aborted', 130, status = 'success', 0, NULL), random % 600,
      id, id, concat('app-', toString(random % 400)), if(random % 10 = 0, 'vm', 'lxc'),
      'default', 1, 8, 2, 2048, 'debian', '12', concat('9.0.', toString(random % 12)), 'Intel(R) N100', 'amd64', 'ProxmoxVE',
      if(status = 'failed', repeat('E: ', random % 300), '')
    FROM (
      SELECT number, cityHash64(number) AS random, toString(generateUUIDv4(number)) AS id,
        toInt64(${from} + number * ${(365 * DAY_MS) / 10_000_000}) AS ms,
        multiIf(number % 25 = 0, 'installing', random % 100 < 12, 'failed', random % 100 < 18, 'aborted', 'success') AS status
      FROM numbers(10000000)
    ) SETTINGS max_partitions_per_insert_block = 100`);
}

async function execute(body) {
  const answer = await fetch(url, { method: 'POST', body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
}
