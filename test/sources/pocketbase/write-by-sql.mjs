// @ts-check
// Runs by Node 26, which has SQLite, and writes into the file of a running PocketBase, as fast as its second argument
// says: { file, records per second, seed } from the arguments. Two of three are new records, the others changes.
//
// Each has the moment before its transaction begins, several have the same, and one of twenty waits for up to 89 ms until
// it is written: as much later than younger ones as records became visible in PocketBase itself.
//
// Tells its parent what each transaction wrote, and when it was committed, until the parent sends a message.
// @ts-expect-error The types are those of Node 20, which has no SQLite.
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
// @ts-expect-error Node 26 runs TypeScript; the compiler would have the name of what it makes of it.
import { randomOf } from './random.ts';

const TICK_MS = 4;
const LATEST_MS = 89;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const [file = '', perSecond = '', seed = ''] = process.argv.slice(2);
/** @type {import('./random.js').Random} By another seed: the file may hold rows, and their ids, of this one. */
const random = randomOf(~Number(seed));
// A pass would not look for a record that waited for 3 s.
const database = new DatabaseSync(file, { timeout: 2_000 });
database.exec('PRAGMA synchronous = NORMAL');
const insert = database.prepare(`
  INSERT INTO _dev_telemetry_data (id, random_id, created, updated, type, ct_type, nsapp, status, method)
  VALUES (:id, :random_id, :at, :at, 'lxc', 1, 'plex', 'installing', 'by-sql')`);
const change = database.prepare('UPDATE _dev_telemetry_data SET exit_code = :exit_code, updated = :at WHERE id = :id');
/** @type {string[]} */
const known = database
  .prepare('SELECT id FROM _dev_telemetry_data LIMIT 10000')
  .all()
  .map((/** @type {{ id: string }} */ { id }) => id);

/** @typedef {{ id: string, at: string, isNew: boolean, dueMs: number }} Write */
/** @type {Write[]} */
let waiting = [];
let made = 0;
let isOver = false;
process.once('message', () => (isOver = true));

const startedMs = performance.now();
while (!isOver) {
  await sleep(TICK_MS);
  const nowMs = performance.now();
  const at = new Date().toISOString().replace('T', ' ');
  for (; made < ((nowMs - startedMs) * Number(perSecond)) / 1_000; made += 1) {
    const isNew = random.chance(2 / 3);
    const id = isNew ? Array.from({ length: 15 }, () => random.pick([...LETTERS])).join('') : random.pick(known);
    waiting.push({ id, at, isNew, dueMs: random.chance(1 / 20) ? nowMs + random.below(LATEST_MS) : nowMs });
  }
  const due = waiting.filter(({ dueMs }) => dueMs <= nowMs);
  waiting = waiting.filter(({ dueMs }) => dueMs > nowMs);
  database.exec('BEGIN IMMEDIATE');
  for (const { id, at, isNew } of due) {
    if (isNew) insert.run({ id, at, random_id: `by-sql-${id}` });
    else change.run({ id, at, exit_code: random.below(200) });
  }
  database.exec('COMMIT');
  const stored = due.flatMap(({ id, isNew }) => (isNew ? id : []));
  process.send?.({ atMs: Number(process.hrtime.bigint()) / 1e6, written: due.length, stored });
}
database.close();
process.disconnect();
