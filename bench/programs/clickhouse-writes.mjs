// Stores reports in ClickHouse: URL of the store's module, of the server, what to do. Prints when it began and ended, and
// what a report took, as JSON.
import { randomUUID } from 'node:crypto';

const [module, url, variant] = process.argv.slice(2);
const isOneByOne = variant === 'one-by-one';
const [reports, atATime] = isOneByOne ? [200, 1] : [10_000, 500];
const fields = {
  type: 'lxc',
  nsapp: 'plex',
  ct_type: 1,
  disk_size: 8,
  core_count: 2,
  ram_size: 2048,
  os_type: 'debian',
};
const begin = () => ({ random_id: randomUUID(), ...fields, os_version: '12', method: 'default', status: 'installing' });
const { report, close } = await (isOneByOne ? oneByOne() : thisStore());

const took = [];
let left = reports;
const began = Date.now();
await Promise.all(Array.from({ length: atATime }, work));
const ended = Date.now();
await close();
took.sort((a, b) => a - b);
console.log(JSON.stringify({ began, ended, reports, p99: took[Math.floor(took.length * 0.99)] }));

async function work() {
  while (left > 0) {
    left -= 1;
    const from = performance.now();
    await report(begin());
    took.push(performance.now() - from);
  }
}

async function thisStore() {
  const { clickhouse } = await import(module);
  const store = clickhouse({ url, database: 'bench' });
  await store.records.ping();
  const { signal } = new AbortController();
  return { report: (one) => store.report(one, { signal }), close: () => store.close() };
}

async function oneByOne() {
  await execute(`CREATE TABLE IF NOT EXISTS reports (random_id String, record String)
    ENGINE = MergeTree ORDER BY random_id SETTINGS fsync_after_insert = 1`);
  const insert = (one) => JSON.stringify({ random_id: one.random_id, record: JSON.stringify(one) });
  return { report: (one) => execute(`INSERT INTO reports FORMAT JSONEachRow ${insert(one)}`), close: async () => {} };
}

async function execute(body) {
  const answer = await fetch(url, { method: 'POST', body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
}
