// Stores reports, 64 at a time: URL of the store's module, a new file, what to do. Prints what a report took, as JSON.
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

const REPORTS = 20_000;
const AT_A_TIME = 64;

const [module, path, variant] = process.argv.slice(2);
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
const { report, close } = variant === 'raw' ? rawSqlite() : await thisStore();

const took = [];
const [began, cpu] = [performance.now(), process.cpuUsage()];
await Promise.all(Array.from({ length: AT_A_TIME }, work));
const { user, system } = process.cpuUsage(cpu);
const seconds = (performance.now() - began) / 1_000;
await close();
took.sort((a, b) => a - b);
const p99 = took[Math.floor(took.length * 0.99)];
console.log(JSON.stringify({ rate: took.length / seconds, cpu: (user + system) / took.length, p99 }));

async function work() {
  while (took.length < REPORTS) {
    const created = begin();
    await timed(created);
    if (variant === 'ends') await timed({ ...created, status: 'failed', exit_code: 127, error: 'Command not found' });
  }
}

async function timed(one) {
  const from = performance.now();
  await report(one);
  took.push(performance.now() - from);
}

async function thisStore() {
  const { sqlite } = await import(module);
  const store = sqlite({ path });
  const { signal } = new AbortController();
  return { report: (one) => store.report(one, { signal }), close: () => store.close() };
}

function rawSqlite() {
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE runs (id TEXT UNIQUE, record TEXT)',
  );
  const insert = database.prepare('INSERT INTO runs VALUES (?, ?)');
  return { report: async (one) => insert.run(one.random_id, JSON.stringify(one)), close: () => database.close() };
}
