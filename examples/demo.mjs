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
if (server) console.log(`PocketBase (${server.generation}) is running at ${server.url}, process ${server.pid}.\n`);
else
  console.log(`NO POCKETBASE: ${'reason' in found ? found.reason : ''}. Running on the in-memory backend instead.\n`);

/** @type {string[]} */
let wire = [];

/** Sends for real and writes down what was sent. @type {import('@community-scripts/telemetry').TransportFunction} */
const counted = ({ url, ...request }) => {
  wire.push(request.method);
  return fetch(url, { ...request, redirect: 'manual' });
};

/** @param {import('@community-scripts/telemetry').TransportFunction} transport */
const backend = (transport) => (server ? pocketBase({ baseUrl: server.url, transport }) : inMemory);

/** @param {import('@community-scripts/telemetry').TelemetryClientOptions} [own] */
const client = (own) => new TelemetryClient({ consent: 'yes', backend: backend(counted), ...own });

/** @type {{ story: string, random_id: string, sent: string, told: string, expected: string }[]} */
const stories = [];

/**
 * @param {string} story
 * @param {string} expected What is to be stored in the end.
 * @param {(telemetry: TelemetryClient) => Promise<{ random_id: string, told: string }>} report
 * @param {TelemetryClient} [telemetry]
 */
async function tell(story, expected, report, telemetry = client()) {
  wire = [];
  const { random_id, told } = await report(telemetry);
  stories.push({ story, expected, random_id, told, sent: wire.join(' ') || 'nothing' });
}

/** @param {readonly { outcome: string, reason?: string }[]} outcomes */
function summary(outcomes) {
  const counts = new Map();
  for (const { outcome, reason } of outcomes) {
    const name = reason ?? outcome;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
}

await tell('an LXC that succeeds', 'sucess 0', async (telemetry) => {
  const { random_id } = await telemetry.create({
    type: 'lxc',
    nsapp: 'plex',
    os_type: 'debian',
    os_version: '12',
    disk_size: '8G',
  });
  return { random_id, told: summary([await telemetry.update({ random_id, status: 'done' })]) };
});

await tell('a VM that fails with 127', 'failed 127', async (telemetry) => {
  const { random_id } = await telemetry.create({
    type: 'vm',
    nsapp: 'haos',
    disk_size: 32,
    core_count: 2,
    ram_size: 4096,
  });
  return { random_id, told: summary([await telemetry.update({ random_id, status: 'failed', exit_code: 127 })]) };
});

let lost = 0;
const losesFirstAnswer = client({
  backend: backend(async (request) => {
    const response = await counted(request);
    if (request.method === 'POST' && (lost += 1) === 1) throw new Error('connection reset after the server stored it');
    return response;
  }),
});
await tell(
  'its create answer is lost on the wire',
  'sucess 0',
  async (telemetry) => {
    const created = await telemetry.create({ type: 'lxc', nsapp: 'jellyfin' });
    const updated = await telemetry.update({ random_id: created.random_id, status: 'done' });
    return { random_id: created.random_id, told: summary([created, updated]) };
  },
  losesFirstAnswer,
);

await tell('another process reports the end', 'failed 100', async (telemetry) => {
  const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'pihole' });
  if (server === undefined) return { random_id, told: summary([await client().update({ random_id, exit_code: 100 })]) };
  const script = fileURLToPath(new URL('./update-by-random-id.mjs', import.meta.url));
  const env = { ...process.env, PB_URL: server.url };
  const told = execFileSync(process.execPath, [script, random_id, 'failed', '100'], { env, encoding: 'utf8' });
  return { random_id, told: `${told.trim()} (by the other process)` };
});

await tell('its end is reported ten times at once', 'failed 137', async (telemetry) => {
  const { random_id } = await telemetry.create({ type: 'addon', nsapp: 'netdata' });
  const ends = Array.from({ length: 10 }, (_, index) =>
    telemetry.update(index < 7 ? { random_id, exit_code: 137 } : { random_id, status: 'done' }),
  );
  return { random_id, told: summary(await Promise.all(ends)) };
});

await tell(
  'without consent',
  'nothing',
  async (telemetry) => {
    const created = await telemetry.create({ type: 'pve', nsapp: 'post-install' });
    const updated = await telemetry.update({ random_id: created.random_id, status: 'done' });
    return { random_id: created.random_id, told: summary([created, updated]) };
  },
  client({ consent: 'no' }),
);

const records = server ? await server.records() : inMemory.records();
const byRandomId = new Map(records.map((record) => [record.random_id, record]));
const rows = stories.map(({ story, random_id, sent, told, expected }) => {
  const record = byRandomId.get(random_id);
  const stored = record === undefined ? 'nothing' : `${record.status} ${record.exit_code}`;
  return {
    story,
    type: `${record?.type ?? ''}`,
    nsapp: `${record?.nsapp ?? ''}`,
    stored,
    error: record?.error ?? '',
    sent,
    told,
    isRight: stored === expected,
  };
});

printTable(
  [
    'installation',
    'type',
    'nsapp',
    'stored',
    'error',
    ...(server ? ['sent by this process'] : []),
    'the callers were told',
  ],
  rows.map(({ story, type, nsapp, stored, error, sent, told }) => [
    story,
    type,
    nsapp,
    stored,
    error,
    ...(server ? [sent] : []),
    told,
  ]),
);
await server?.stop();

const wrong = rows.filter(({ isRight }) => !isRight);
const isRight = wrong.length === 0 && records.length === rows.length - 1;
console.log(
  `\n${rows.length} installations, ${records.length} records: ${isRight ? 'every one as it should be.' : `WRONG: ${wrong.map(({ story }) => story).join(', ')}`}`,
);
process.exitCode = isRight ? 0 : 1;

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
