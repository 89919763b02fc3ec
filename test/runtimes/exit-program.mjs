// A program with an installation of its own, which ends in the way it is told.
import { setTimeout as wait } from 'node:timers/promises';
import process from 'node:process';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { reportExit } from '@community-scripts/telemetry/host';

/** How long a report takes on a slow network, in milliseconds. */
const SLOW_MS = 300;
const [url, random_id, way, signalExit] = process.argv.slice(2);

const WAYS = {
  'nothing left': () => undefined,
  'nothing left, exit code 3': () => void (process.exitCode = 3),
  error: () => {
    throw new Error('uncaught');
  },
  'later error': () =>
    void setTimeout(() => {
      throw new Error('uncaught');
    }, 20),
  rejection: () => void Promise.reject(new Error('unhandled')),
  'later rejection': () => void setTimeout(() => void Promise.reject(new Error('unhandled')), 20),
  'rejection after a request': () => void fetch(url).then(() => Promise.reject(new Error('unhandled'))),
  'rejection of undefined': () => void Promise.reject(undefined),
  'rejection at the top': () => Promise.reject(new Error('unhandled')),
  'process.exit': () => process.exit(5),
  'process.exit 0': () => process.exit(0),
  'Deno.exit': () => globalThis.Deno.exit(4),
  waits: () => wait(20_000),
  'process.emit': () => {
    setTimeout(() => process.emit('SIGINT'), 20);
    return wait(20_000);
  },
  'signal-exit 4': async () => {
    const { onExit } = await import(signalExit);
    onExit(() => undefined);
    await wait(20_000);
  },
  'rejection meanwhile': () => meanwhile(() => void Promise.reject(new Error('unhandled'))),
  'error meanwhile': () =>
    meanwhile(() => {
      throw new Error('uncaught');
    }),
  'process.exit meanwhile': () =>
    meanwhile(() => {
      try {
        process.exit(6);
      } catch {
        // It goes on.
      }
    }),
  'a listener that exits': () => {
    process.on('SIGINT', () => process.exit(4));
    return wait(20_000);
  },
  'a listener that exits later': () => {
    process.on('SIGINT', () => void setTimeout(() => process.exit(4), 5 * SLOW_MS));
    return wait(20_000);
  },
};

let isReporting = false;

/** Something happens while the report is under way, as to a command of the program's own that got the signal too. */
function meanwhile(happens) {
  const timer = setInterval(() => {
    if (!isReporting) return;
    clearInterval(timer);
    happens();
  }, 10);
  return wait(20_000);
}

const telemetry = new TelemetryClient({
  consent: 'yes',
  backend: pocketBase({
    baseUrl: url,
    transport: async ({ method, url, headers, body = null, signal }) => {
      if (method === 'PATCH') {
        isReporting = true;
        await wait(SLOW_MS);
      }
      const answer = await fetch(url, { method, headers, body, signal });
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    },
  }),
});
await telemetry.create({ type: 'lxc', nsapp: 'plex', random_id });
reportExit(telemetry, { random_id });
console.log('begun');
await WAYS[way]();
