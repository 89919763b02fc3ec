// A program with an installation of its own that uses another library, which listens to signals too.
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';

/** How long a report takes on a slow network, in milliseconds. */
const SLOW_MS = 500;
const { url, random_id, library, order } = JSON.parse(process.argv[2] ?? '{}');

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);

/** @typedef {import('../../dist/host.js').ExitReport} ExitReport */

/**
 * What the program does with each library before a signal comes, and what it then waits for.
 *
 * @type {Record<string, (exit: ExitReport | undefined) => { work?: Promise<unknown> } | void | Promise<{ work?: Promise<unknown> } | void>}
 */
const LIBRARIES = {
  none: () => undefined,
  'signal-exit 3': async () => {
    const { default: onExit } = await import('signal-exit-3');
    onExit((_, signal) => void say(`cleaned up after ${signal}`));
  },
  'signal-exit 4': async () => {
    const { onExit } = await import('signal-exit');
    onExit((_, signal) => void say(`cleaned up after ${signal}`));
  },
  'both signal-exits': async () => {
    const { default: onExit3 } = await import('signal-exit-3');
    const { onExit } = await import('signal-exit');
    onExit3(() => void say('cleaned up'));
    onExit(() => void say('cleaned up'));
  },
  execa: async () => {
    const { execa } = await import('execa');
    return { work: execa('sleep', ['60']) };
  },
  'execa, caught': async () => {
    const { execa } = await import('execa');
    return { work: execa('sleep', ['60']).catch(() => process.exit(1)) };
  },
  'execa, caught and reported': async (exit) => {
    const { execa } = await import('execa');
    const work = execa('sleep', ['60']).catch(async () => {
      await exit?.update({ status: 'failed' });
      process.exit(1);
    });
    return { work };
  },
  'ora 8': () => spin(import('ora-8')),
  'ora 9': () => spin(import('ora')),
  'yocto-spinner': async () => {
    const { default: spinner } = await import('yocto-spinner');
    spinner({ text: 'installing' }).start();
  },
  'restore-cursor': async () => {
    const { default: restoreCursor } = await import('restore-cursor');
    restoreCursor();
  },
  'exit-hook': async () => {
    const { default: exitHook } = await import('exit-hook');
    exitHook(() => say('cleaned up'));
  },
  'exit-hook, asynchronous': async () => {
    const { asyncExitHook } = await import('exit-hook');
    asyncExitHook(cleanUpSlowly, { wait: 5_000 });
  },
  'async-exit-hook': async () => {
    const { default: exitHook } = await import('async-exit-hook');
    exitHook(() => say('cleaned up'));
  },
  'async-exit-hook, asynchronous': async () => {
    const { default: exitHook } = await import('async-exit-hook');
    exitHook((done) => void cleanUpSlowly().then(done));
  },
  'close-with-grace': async () => {
    const { default: closeWithGrace } = await import('close-with-grace');
    closeWithGrace({ delay: 5_000 }, cleanUpSlowly);
  },
  death: async () => {
    const { default: onDeath } = await import('death');
    onDeath((/** @type {string} */ signal) => {
      say(`cleaned up after ${signal}`);
      process.exit(3);
    });
  },
  'a listener that exits': () => {
    process.on('SIGINT', () => process.exit(130));
  },
  'a listener that shuts down': () => {
    process.on('SIGTERM', () => void cleanUpSlowly().then(() => process.exit(0)));
  },
  '@inquirer/prompts': async () => {
    const { input } = await import('@inquirer/prompts');
    return { work: input({ message: 'hostname?' }) };
  },
  'the CJS build of this package': () => {
    const require = createRequire(import.meta.url);
    const { TelemetryClient } = require('../../dist/index.cjs');
    require('../../dist/host.cjs').reportExit(new TelemetryClient(), { random_id: 'another' });
  },
  'process.emit': () => {
    setTimeout(() => process.emit('SIGINT'), 20);
  },
};

/** @param {Promise<{ default: typeof import('ora').default }>} library */
async function spin(library) {
  const { default: ora } = await library;
  // stdin-discarder 0.3.2 does not begin to read, so that Ctrl+C is mostly lost with ora 9 alone.
  process.stdin.resume();
  ora('installing').start();
}

async function cleanUpSlowly() {
  await wait(SLOW_MS * 4);
  say('cleaned up');
}

const use = LIBRARIES[library] ?? (() => Promise.reject(new Error(`No ${library}`)));
const isFirst = order === 'library first';
const before = isFirst ? await use(undefined) : undefined;
const exit = random_id === undefined ? undefined : await report();
const used = isFirst ? before : await use(exit);
say('begun');
await (used?.work ?? wait(60_000));

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
  return reportExit(telemetry, { random_id });
}
