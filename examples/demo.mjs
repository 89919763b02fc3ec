// @ts-check
// `npm run demo`: installations reported to a real PocketBase on this machine, and read back.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { memory } from '@community-scripts/telemetry/testing';
import { findPocketBase } from '../test/pocketbase/binary.mjs';
import { startPocketBase } from '../test/pocketbase/server.mjs';

const found = findPocketBase();
const server = found.path === undefined ? undefined : await startPocketBase({ binary: found.path });
const inMemory = memory();
if (server)
  console.log(
    `PocketBase ${server.generation === 'legacy' ? 'up to 0.22' : '0.23 or later'} is running at ${server.url}, process ${server.pid}.\n`,
  );
else
  console.log(`NO POCKETBASE: ${'reason' in found ? found.reason : ''}. Running on the in-memory backend instead.\n`);

/** @type {string[]} */
let wire = [];

/** Sends for real and writes down what was sent. @type {import('@community-scripts/telemetry').TransportFunction} */
const counted = ({ url, ...request }) => {
  wire.push(request.method);
  return fetch(url, { ...request, redirect: 'manual' });
};

/** The same for the in-memory backend. @type {import('@community-scripts/telemetry').Backend} */
const countedMemory = {
  ...inMemory,
  create(record, call) {
    wire.push('create');
    return inMemory.create(record, call);
  },
  update(target, call) {
    wire.push('update');
    return inMemory.update(target, call);
  },
};

/** @param {import('@community-scripts/telemetry').TransportFunction} transport */
const backend = (transport) => (server ? pocketBase({ baseUrl: server.url, transport }) : countedMemory);

/** @param {import('@community-scripts/telemetry').TelemetryClientOptions} [own] */
const client = (own) => new TelemetryClient({ consent: 'yes', backend: backend(counted), ...own });

/** @typedef {import('@community-scripts/telemetry').CreateOutcome | import('@community-scripts/telemetry').UpdateOutcome} Outcome */

/** @type {{ story: string, random_id: string, sent: string, heldBack: string, told: string, expected: string }[]} */
const stories = [];

/**
 * @param {string} story
 * @param {string} expected What is to be stored in the end.
 * @param {(telemetry: TelemetryClient) => Promise<Outcome[]>} report What every call of this process became.
 * @param {TelemetryClient} [telemetry]
 */
async function tell(story, expected, report, telemetry = client()) {
  wire = [];
  const outcomes = await report(telemetry);
  const writes = wire.filter((method) => method !== 'GET').length;
  stories.push({
    story,
    expected,
    random_id: outcomes[0]?.random_id ?? '',
    sent: wire.join(' ') || 'nothing',
    heldBack: String(Math.max(0, outcomes.length - writes)),
    told: summary(outcomes),
  });
}

/** @param {readonly Outcome[]} outcomes */
function summary(outcomes) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const outcome of outcomes) {
    const name = outcome.outcome === 'skipped' ? outcome.reason : outcome.outcome;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
}

await tell('an LXC that succeeds', 'sucess 0', async (telemetry) => {
  const created = await telemetry.create({
    type: 'lxc',
    nsapp: 'plex',
    os_type: 'debian',
    os_version: '12',
    disk_size: '8G',
  });
  return [created, await telemetry.update({ random_id: created.random_id, status: 'done' })];
});

await tell('a VM that fails with 127', 'failed 127', async (telemetry) => {
  const created = await telemetry.create({
    type: 'vm',
    nsapp: 'haos',
    disk_size: 32,
    core_count: 2,
    ram_size: 4096,
  });
  return [created, await telemetry.update({ random_id: created.random_id, status: 'failed', exit_code: 127 })];
});

let posts = 0;
const losesFirstAnswer = client({
  backend: backend(async (request) => {
    const response = await counted(request);
    if (request.method === 'POST' && (posts += 1) === 1) throw new Error('reset after the server stored it');
    return response;
  }),
});
await tell(
  'the answer to its create is lost',
  'sucess 0',
  async (telemetry) => {
    const created = await telemetry.create({ type: 'lxc', nsapp: 'jellyfin' });
    return [created, await telemetry.update({ random_id: created.random_id, status: 'done' })];
  },
  losesFirstAnswer,
);

await tell('another process reports its end', 'failed 100', async (telemetry) => {
  const created = await telemetry.create({ type: 'lxc', nsapp: 'pihole' });
  const { random_id } = created;
  if (server === undefined) return [created, await client().update({ random_id, exit_code: 100 })];
  const script = fileURLToPath(new URL('./update-by-random-id.mjs', import.meta.url));
  const env = { ...process.env, PB_URL: server.url };
  execFileSync(process.execPath, [script, random_id, 'failed', '100'], { env });
  return [created];
});

await tell('ten reports of its end at once', 'failed 137', async (telemetry) => {
  const created = await telemetry.create({ type: 'addon', nsapp: 'netdata' });
  const { random_id } = created;
  const ends = Array.from({ length: 10 }, (_, index) =>
    telemetry.update(index < 7 ? { random_id, exit_code: 137 } : { random_id, status: 'done' }),
  );
  return [created, ...(await Promise.all(ends))];
});

await tell(
  'without consent',
  'nothing',
  async (telemetry) => {
    const created = await telemetry.create({ type: 'pve', nsapp: 'post-install' });
    return [created, await telemetry.update({ random_id: created.random_id, status: 'done' })];
  },
  client({ consent: 'no' }),
);

const records = server ? await server.records() : inMemory.records();
const byRandomId = new Map(records.map((record) => [record.random_id, record]));
const rows = stories.map(({ story, random_id, sent, heldBack, told, expected }) => {
  const record = byRandomId.get(random_id);
  const stored = record === undefined ? 'nothing' : `${record.status} ${record.exit_code}`;
  const cells = [story, `${record?.type ?? ''} ${record?.nsapp ?? ''}`, stored, shortened(record?.error ?? ''), sent];
  return { story, isRight: stored === expected, cells: [...cells, heldBack, told] };
});

printTable(
  ['installation', 'record', 'stored', 'error', 'sent', 'held back', 'told'],
  rows.map(({ cells }) => cells),
);
console.log('\nheld back: reports that needed no request of their own.  updated: the end reported first is stored.');
await server?.stop();

const wrong = rows.filter(({ isRight }) => !isRight);
const isRight = wrong.length === 0 && records.length === rows.length - 1;
console.log(
  `\n${rows.length} installations, ${records.length} records: ${isRight ? 'every one as it should be.' : `WRONG: ${wrong.map(({ story }) => story).join(', ')}`}`,
);
process.exitCode = isRight ? 0 : 1;

/** @param {string} text */
function shortened(text) {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}

/**
 * @param {string[]} head
 * @param {string[][]} body
 */
function printTable(head, body) {
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(line(head));
  console.log(widths.map((width) => '─'.repeat(width)).join('  '));
  for (const row of body) console.log(line(row));
}
