// @ts-check
// Makes many calls to a server that never answers, and prints what became of them and what they left behind.
import { getEventListeners } from 'node:events';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { nodeTransport } from '@community-scripts/telemetry/host';

const [baseUrl = '', calls, deadlineMs, over] = process.argv.slice(2);
const { signal } = new AbortController();
const backend = pocketBase({ baseUrl, transport: over === 'node:http' ? nodeTransport({ env: {} }) : undefined });
const telemetry = new TelemetryClient({ consent: 'yes', backend, deadlineMs: Number(deadlineMs), timeoutMs: 1_000 });

/** @type {Record<string, number>} */
const outcomes = {};
let longestMs = 0;
await Promise.all(
  Array.from({ length: Number(calls) }, async (_, index) => {
    const began = performance.now();
    const random_id = `installation-${index}`;
    const call =
      index % 2 === 0
        ? telemetry.create({ type: 'lxc', nsapp: 'plex', random_id }, { signal })
        : telemetry.update({ random_id, exit_code: 1 }, { signal });
    const outcome = await call;
    longestMs = Math.max(longestMs, performance.now() - began);
    const name = outcome.outcome === 'failed' ? `failed ${outcome.error.code}` : outcome.outcome;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  }),
);
const isSettled = await telemetry.settled();
const left = () =>
  process.getActiveResourcesInfo().filter((resource) => !/^(?:Pipe|TTY|FSReq|CloseReq)/.test(resource));
// Sockets are closed by the runtime in its own time.
for (let looks = 0; looks < 50 && left().length > 0; looks += 1)
  await new Promise((resolve) => setTimeout(resolve, 100));
console.log(
  JSON.stringify({
    outcomes,
    longestMs,
    listeners: getEventListeners(signal, 'abort').length,
    resources: left(),
    isSettled,
  }),
);
