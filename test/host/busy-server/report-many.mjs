// @ts-check
// Reports many installations, some at once, and prints after each part what the process holds.
import { queryObjects } from 'node:v8';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { nodeTransport } from '@community-scripts/telemetry/host';

const [baseUrl = '', over, installations, atOnce, parts] = process.argv.slice(2);
const transport = over === 'nodeTransport' ? nodeTransport({ env: {} }) : undefined;
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl, transport }) });

/** @type {Record<string, number>} */
const outcomes = {};
let left = 0;

async function reportOne() {
  const created = await telemetry.create({ type: 'lxc', nsapp: 'plex', disk_size: 8 });
  const updated = await telemetry.update({ random_id: created.random_id, status: 'done' });
  for (const { outcome } of [created, updated]) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

async function worker() {
  for (; left > 0; await reportOne()) left -= 1;
}

/** What is left once nothing is under way. */
async function held() {
  // What ends in its own time, such as an answer's connection.
  await new Promise((resolve) => setTimeout(resolve, 50));
  globalThis.gc?.();
  globalThis.gc?.();
  const maps = queryObjects(Map, { format: 'summary' }).map((text) => Number(/^Map\((\d+)\)/.exec(text)?.[1] ?? 0));
  return {
    heapBytes: process.memoryUsage().heapUsed,
    promises: queryObjects(Promise, { format: 'count' }),
    signals: queryObjects(AbortSignal, { format: 'count' }),
    largestMap: Math.max(...maps),
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  };
}

const samples = [];
for (let part = 0; part < Number(parts); part += 1) {
  left = Math.round(Number(installations) / Number(parts));
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
  samples.push(await held());
}
console.log(JSON.stringify({ outcomes, samples, endedAt: Date.now() }));
