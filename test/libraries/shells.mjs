// @ts-check
// zx, dax and shelljs, which take a line of a shell, and node-pty, which gives a command a terminal.
import { ended, load } from './library.mjs';

/** @type {import('./library.mjs').Library} */
const zx = {
  name: 'zx',
  package: 'zx',
  load: () => load('zx'),
  forms: [
    {
      name: '$ throws',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, { $ }) => $(options)`${file} ${args}`,
    },
    {
      name: '$, nothrow',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, { $ }) => $({ ...options, nothrow: true })`${file} ${args}`,
    },
    {
      name: '$, exitCode',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, { $ }) => $(options)`${file} ${args}`.exitCode,
    },
    {
      name: '$.sync, nothrow',
      blocks: true,
      work: ({ file, args }, { $ }) => $.sync({ nothrow: true })`${file} ${args}`,
    },
  ],
};

/**
 * @param {import('./library.mjs').How} how
 * @param {any} dax
 */
function daxCommand({ file, args, options: { signal, timeout } }, { $, KillController }) {
  let command = $`${file} ${args}`.quiet();
  if (timeout !== undefined) command = command.timeout(timeout);
  if (signal === undefined) return command;
  const controller = new KillController();
  signal.addEventListener('abort', () => controller.kill());
  return command.signal(controller.signal);
}

/** @type {import('./library.mjs').Library} */
const dax = {
  name: 'dax',
  package: 'dax',
  load: async () => ({ $: (await load('dax')).default, ...(await load('dax')) }),
  forms: [
    { name: '$ throws', takes: ['signal', 'timeout'], work: (how, dax) => daxCommand(how, dax) },
    { name: '$, noThrow', takes: ['signal', 'timeout'], work: (how, dax) => daxCommand(how, dax).noThrow() },
    {
      name: '$, code()',
      takes: ['signal', 'timeout'],
      work: (how, dax) => daxCommand(how, dax).noThrow().code(),
    },
  ],
};

/** @type {import('./library.mjs').Library} */
const shelljs = {
  name: 'shelljs',
  package: 'shelljs',
  load: async () => (await load('shelljs')).default,
  forms: [
    {
      name: 'exec',
      blocks: true,
      takes: ['timeout', 'maxBuffer'],
      work: ({ line, options }, shell) => shell.exec(line, { ...options, silent: true }),
    },
    {
      name: 'exec, fatal',
      blocks: true,
      takes: ['timeout', 'maxBuffer'],
      work: ({ line, options }, shell) => shell.exec(line, { ...options, silent: true, fatal: true }),
    },
    {
      name: 'cmd',
      blocks: true,
      work: ({ file, args }, shell) => shell.cmd(file, ...args, { silent: true }),
    },
    {
      name: 'exec async, { code, stdout, stderr }',
      takes: ['signal', 'timeout', 'maxBuffer'],
      work: ({ line, options }, shell) =>
        new Promise((resolve) => {
          shell.exec(
            line,
            { ...options, silent: true, async: true },
            (/** @type {unknown} */ code, /** @type {string} */ stdout, /** @type {string} */ stderr) =>
              resolve({ code, stdout, stderr }),
          );
        }),
    },
    {
      name: 'exec async, the child at once',
      ways: ['still runs'],
      work: ({ line }, shell) => shell.exec(line, { silent: true, async: true }),
    },
    {
      name: 'exec async, the child after its end',
      takes: ['signal', 'timeout', 'maxBuffer'],
      async work({ line, options }, shell) {
        const child = shell.exec(line, { ...options, silent: true, async: true });
        await ended(child);
        return child;
      },
    },
  ],
};

/** @type {import('./library.mjs').Library} */
const nodePty = {
  name: 'node-pty',
  package: '@lydell/node-pty',
  async load() {
    const library = await load('@lydell/node-pty');
    const { exitCode } = await new Promise((resolve) => {
      library.spawn('/bin/sh', ['-c', 'sleep 1; exit 7'], {}).onExit(resolve);
    });
    if (exitCode !== 7) throw new Error('it hangs up on what it has started');
    return library;
  },
  forms: [
    {
      name: 'onExit',
      takes: ['signal'],
      work: ({ file, args, options: { signal } }, { spawn }) =>
        new Promise((resolve) => {
          const pty = spawn(file, args, {});
          pty.onExit(resolve);
          signal?.addEventListener('abort', () => pty.kill());
        }),
    },
  ],
};

export default [zx, dax, shelljs, nodePty];
