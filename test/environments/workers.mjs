// @ts-check
// The bundled package in Cloudflare's own runtime, at the dates at which its `fetch` changed, without `node:` modules and with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { build } from 'esbuild';

export const workerd = fileURLToPath(new URL('node_modules/@cloudflare/workerd-linux-64/bin/workerd', import.meta.url));

// `cache` is taken from 2024-11-11 on, and refused before.
const WORKERS = [
  { date: '2021-06-01', flags: '', hasNode: false },
  { date: '2024-11-10', flags: '', hasNode: false },
  { date: '2024-11-11', flags: '', hasNode: false },
  { date: '2026-10-01', flags: '"no_nodejs_compat"', hasNode: false },
  { date: '2026-10-01', flags: '', hasNode: true },
];

const SOURCE = `
import { explainExitCode, pocketBase, TelemetryClient } from '@community-scripts/telemetry';
export default {
  async fetch(request) {
    const baseUrl = new URL(request.url).searchParams.get('server');
    const aClient = () => new TelemetryClient({ consent: true, attempts: 1, backend: pocketBase({ baseUrl }) });
    const own = aClient();
    const created = await own.create({ type: 'lxc', nsapp: 'plex' });
    const { random_id } = created;
    const updated = await own.update({ random_id, status: 'done' });
    const lookedUp = await aClient().update({ random_id, status: 'done' });
    const told = [created, updated, lookedUp].map(({ outcome, error }) => error?.message ?? outcome);
    const node = 'node:fs';
    const hasNode = await import(node).then(() => true, () => false);
    return new Response(JSON.stringify({ told, text: explainExitCode(127), hasNode }));
  },
};
`;

/**
 * @param {string} folder Where the package is installed.
 * @param {string} server
 */
export async function checkWorkers(folder, server) {
  await build({
    stdin: { contents: SOURCE, resolveDir: folder },
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  for (const { hasNode, ...worker } of WORKERS) {
    const told = await askWorker(folder, worker, server);
    const expected = { told: ['created', 'updated', 'updated'], text: 'Command not found', hasNode };
    assert.deepEqual(told, expected, worker.date);
  }
}

/**
 * @param {string} folder
 * @param {{ date: string, flags: string }} worker
 * @param {string} server
 */
async function askWorker(folder, { date, flags }, server) {
  writeFileSync(
    join(folder, 'worker.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "${date}",
  compatibilityFlags = [${flags}],
);
`,
  );
  const process = spawn(workerd, ['serve', '--control-fd=3', join(folder, 'worker.capnp')], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  try {
    const control = /** @type {import('node:stream').Readable} */ (process.stdio[3]);
    const [said] = await once(control, 'data', { signal: AbortSignal.timeout(20_000) });
    const { port } = JSON.parse(String(said).split('\n')[0] ?? '');
    const answer = await fetch(`http://127.0.0.1:${port}/?server=${encodeURIComponent(server)}`);
    return await answer.json();
  } finally {
    process.kill();
  }
}
