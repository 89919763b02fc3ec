// @ts-check
// What a runtime has itself in `node:child_process`, and cross-spawn, which is called the same.
import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ended, load } from './library.mjs';

const FORKED = fileURLToPath(new URL('commands/forked.mjs', import.meta.url));
/** `fork` starts the runtime, which finds out itself what it was given. */
const FORK_WAYS = [
  ...['exit 0', 'exit 7', 'SIGKILL', 'SIGINT', 'own timeout', 'AbortSignal.timeout'],
  ...["caller's abort", "caller's abort with a reason"],
];

/** @type {import('./library.mjs').Library} */
const childProcess = {
  name: 'child_process',
  load: async () => undefined,
  forms: [
    {
      name: 'spawn, the child at once',
      ways: ['still runs', 'missing', 'no permission'],
      work: ({ file, args }) => spawn(file, args, { stdio: 'ignore' }).on('error', () => undefined),
    },
    {
      name: 'spawn, the child after its end',
      takes: ['signal', 'timeout'],
      async work({ file, args, options }) {
        const child = spawn(file, args, options);
        await ended(child);
        return child;
      },
    },
    {
      name: "once(child, 'exit')",
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }) => once(spawn(file, args, options), 'exit'),
    },
    {
      name: "once(child, 'close')",
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }) => once(spawn(file, args, options), 'close'),
    },
    {
      name: "child.on('close', resolve)",
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }) =>
        new Promise((resolve) => {
          spawn(file, args, options)
            .on('error', () => undefined)
            .on('close', resolve);
        }),
    },
    {
      name: 'promisify(execFile)',
      takes: ['signal', 'timeout', 'maxBuffer'],
      work: ({ file, args, options }) => promisify(execFile)(file, args, options),
    },
    {
      name: 'promisify(exec)',
      takes: ['signal', 'timeout', 'maxBuffer'],
      work: ({ line, options }) => promisify(exec)(line, options),
    },
    {
      name: 'execFile, its error rejected',
      takes: ['signal', 'timeout', 'maxBuffer'],
      work: ({ file, args, options }) =>
        new Promise((resolve, reject) => {
          execFile(file, args, options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
        }),
    },
    {
      name: 'exec, its error returned',
      takes: ['signal', 'timeout', 'maxBuffer'],
      work: ({ line, options }) =>
        new Promise((resolve) => {
          exec(line, options, (error, stdout) => resolve(error ?? stdout));
        }),
    },
    {
      name: 'spawnSync',
      blocks: true,
      takes: ['timeout', 'maxBuffer'],
      work: ({ file, args, options }) => spawnSync(file, args, options),
    },
    {
      name: 'execFileSync',
      blocks: true,
      takes: ['timeout', 'maxBuffer'],
      work: ({ file, args, options }) => execFileSync(file, args, { ...options, stdio: 'pipe' }),
    },
    {
      name: 'execSync',
      blocks: true,
      takes: ['timeout', 'maxBuffer'],
      work: ({ line, options }) => execSync(line, { ...options, stdio: 'pipe' }),
    },
    {
      name: 'fork, the child at once',
      ways: ['still runs'],
      work: ({ file, args }) => fork(FORKED, [basename(file), ...args]),
    },
    {
      name: 'fork, the child after its end',
      takes: ['signal', 'timeout'],
      ways: FORK_WAYS,
      async work({ file, args, options }) {
        const child = fork(FORKED, [basename(file), ...args], options);
        await ended(child);
        return child;
      },
    },
  ],
};

/** @type {import('./library.mjs').Library} */
const crossSpawn = {
  name: 'cross-spawn',
  package: 'cross-spawn',
  load: async () => (await load('cross-spawn')).default,
  forms: [
    {
      name: 'the child at once',
      ways: ['still runs', 'missing', 'no permission'],
      work: ({ file, args }, crossSpawn) => crossSpawn(file, args, { stdio: 'ignore' }).on('error', () => undefined),
    },
    {
      name: 'the child after its end',
      takes: ['signal', 'timeout'],
      async work({ file, args, options }, crossSpawn) {
        const child = crossSpawn(file, args, options);
        await ended(child);
        return child;
      },
    },
    {
      name: "once(child, 'close')",
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, crossSpawn) => once(crossSpawn(file, args, options), 'close'),
    },
    {
      name: 'sync',
      blocks: true,
      takes: ['timeout', 'maxBuffer'],
      work: ({ file, args, options }, crossSpawn) => crossSpawn.sync(file, args, options),
    },
  ],
};

export default [childProcess, crossSpawn];
