// A program with an installation of its own that uses another library, which listens to signals too.
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';

/** How long a report takes on a slow network, in milliseconds. */
const SLOW_MS = 500;
const { url, random_id, library, order } = JSON.parse(process.argv[2] ?? '{}');

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);
const forever = () => wait(60_000);

/** @type {Record<string, () => unknown>} What the program does with each library, until a signal comes. */
const LIBRARIES = {
  none: forever,
  'signal-exit 3': async () => {
    const { default: onExit } = await import('signal-exit-3');
    onExit((_, signal) => void say(`cleaned up after ${signal}`));
    await forever();
  },
  'signal-exit 4': async () => {
    const { onExit } = await import('signal-exit');
    onExit((_, signal) => void say(`cleaned up after ${signal}`));
    await forever();
  },
  'both signal-exits': async () => {
    const { default: onExit3 } = await import('signal-exit-3');
    const { onExit } = await import('signal-exit');
    onExit3(() => void say('cleaned up'));
    onExit(() => void say('cleaned up'));
    await forever();
  },
  execa: async () => {
    const { execa } = await import('execa');
    await execa('sleep', ['60']);
  },
  'execa, caught': async () => {
    const { execa } = await import('execa');
    await execa('sleep', ['60']).catch(() => process.exit(1));
  },
  'ora 8': () => spin(import('ora-8')),
  'ora 9': () => spin(import('ora')),
  'yocto-spinner': async () => {
    const { default: spinner } = await import('yocto-spinner');
    spinner({ text: 'installing' }).start();
    await forever();
  },
  'restore-cursor': async () => {
    const { default: restoreCursor } = await import('restore-cursor');
    restoreCursor();
    await forever();
  },
  'exit-hook': async () => {
    const { default: exitHook } = await import('exit-hook');
    exitHook(() => say('cleaned up'));
    await forever();
  },
  'async-exit-hook': async () => {
    const { default: exitHook } = await import('async-exit-hook');
    exitHook(() => say('cleaned up'));
    await forever();
  },
  'close-with-grace': async () => {
    const { default: closeWithGrace } = await import('close-with-grace');
    closeWithGrace({ delay: 5_000 }, async () => {
      await wait(SLOW_MS * 4);
      say('cleaned up');
    });
    await forever();
  },
  death: async () => {
    const { default: onDeath } = await import('death');
    onDeath((/** @type {string} */ signal) => {
      say(`cleaned up after ${signal}`);
      process.exit(3);
    });
    await forever();
  },
  'a listener that exits': () => {
    process.on('SIGINT', () => process.exit(130));
    process.on('SIGTERM', () => process.exit(143));
    return forever();
  },
  'a listener that shuts down': () => {
    process.on('SIGTERM', async () => {
      await wait(SLOW_MS * 4);
      say('shut down');
      process.exit(0);
    });
    return forever();
  },
  '@inquirer/prompts': async () => {
    const { input } = await import('@inquirer/prompts');
    await input({ message: 'hostname?' });
  },
  'the CJS build of this package': async () => {
    const require = createRequire(import.meta.url);
    const { TelemetryClient } = require('../../dist/index.cjs');
    require('../../dist/host.cjs').reportExit(new TelemetryClient(), { random_id: 'another' });
    await forever();
  },
  'process.emit': async () => {
    setTimeout(() => process.emit('SIGINT'), 200);
    await forever();
  },
};

/** @param {Promise<{ default: typeof import('ora').default }>} library */
async function spin(library) {
  const { default: ora } = await library;
  // stdin-discarder 0.3.2 does not begin to read, so that Ctrl+C is mostly lost with ora 9 alone.
  process.stdin.resume();
  ora('installing').start();
  await forever();
}

const use = LIBRARIES[library] ?? (() => Promise.reject(new Error(`No ${library}`)));
const using = order === 'library first' ? use() : undefined;
if (using !== undefined) await wait(200);
if (random_id !== undefined) await report();
const used = using ?? use();
await wait(200);
say('begun');
await used;

async function report() {
  const [{ pocketBase, TelemetryClient }, { reportExit }] = await Promise.all([
    import('../../dist/index.js'),
    import('../../dist/host.js'),
  ]);
  const telemetry = new TelemetryClient({
    consent: 'yes',
    backend: pocketBase({
      baseUrl: url,
      transport: async ({ method, url, headers, body = null, signal }) => {
        if (method === 'PATCH') await wait(SLOW_MS);
        const answer = await fetch(url, { method, headers, body, signal });
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
      },
    }),
  });
  await telemetry.create({ type: 'lxc', nsapp: 'plex', random_id });
  reportExit(telemetry, { random_id });
}
