// A process that reports ends as it is told, one JSON line each, and says what became of them.
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { FileGuardStore } from '../../../src/host/guards/file-guard-store.js';
import { pocketBase, TelemetryClient, type TransportFunction } from '../../../src/index.js';
import type { Order, Said, Setting } from './reporters.js';

/** By node:http, since `fetch` takes longer to load than all the rest. */
const transport: TransportFunction = ({ url, method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, signal }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

const { url, folder } = JSON.parse(process.argv[2] ?? '') as Setting;
const guards = new FileGuardStore({ folder, onDegraded: (error) => say({ degraded: String(error) }) });
const backend = pocketBase({ baseUrl: url, headers: { 'x-reporter': `${process.pid}` }, transport });
const telemetry = new TelemetryClient({ consent: 'yes', backend, guards, deadlineMs: 30_000 });

say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) void report(JSON.parse(line) as Order);

async function report({ random_id, exit_code, at = 0, deadlineMs }: Order): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())));
  const outcome = await telemetry.update(
    { random_id, status: 'failed', exit_code },
    deadlineMs === undefined ? {} : { deadlineMs },
  );
  say({ random_id, outcome });
}

function say(said: Said): void {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
