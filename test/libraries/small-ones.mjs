// @ts-check
// tinyexec, nano-spawn, @npmcli/promise-spawn and @actions/exec: a promise around `spawn`, each with an end of its own.
import { load } from './library.mjs';

/** @type {import('./library.mjs').Library} */
const tinyexec = {
  name: 'tinyexec',
  package: 'tinyexec',
  load: () => load('tinyexec'),
  forms: [
    {
      name: 'x',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, { x }) => x(file, args, options),
    },
    {
      name: 'x, throwOnError',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, { x }) => x(file, args, { ...options, throwOnError: true }),
    },
    {
      name: 'x, its process at once',
      ways: ['still runs'],
      work: ({ file, args }, { x }) => x(file, args).process,
    },
    {
      name: 'x, its process after its end',
      takes: ['signal', 'timeout'],
      async work({ file, args, options }, { x }) {
        const running = x(file, args, options);
        await running;
        return running.process;
      },
    },
    {
      name: 'xSync',
      blocks: true,
      takes: ['timeout'],
      work: ({ file, args, options }, { xSync }) => xSync(file, args, options),
    },
    {
      name: 'xSync, throwOnError',
      blocks: true,
      takes: ['timeout'],
      work: ({ file, args, options }, { xSync }) => xSync(file, args, { ...options, throwOnError: true }),
    },
  ],
};

/** @type {import('./library.mjs').Library} */
const nanoSpawn = {
  name: 'nano-spawn',
  package: 'nano-spawn',
  load: async () => (await load('nano-spawn')).default,
  forms: [
    {
      name: 'throws',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, spawn) => spawn(file, args, options),
    },
    {
      name: 'its error returned',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, spawn) =>
        spawn(file, args, options).catch((/** @type {unknown} */ error) => error),
    },
  ],
};

/** @type {import('./library.mjs').Library} */
const promiseSpawn = {
  name: '@npmcli/promise-spawn',
  package: '@npmcli/promise-spawn',
  load: async () => (await load('@npmcli/promise-spawn')).default,
  forms: [
    {
      name: 'throws',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, promiseSpawn) => promiseSpawn(file, args, options),
    },
    {
      name: 'shell: true',
      takes: ['signal', 'timeout'],
      work: ({ file, args, options }, promiseSpawn) => promiseSpawn(file, args, { ...options, shell: true }),
    },
  ],
};

/** @type {import('./library.mjs').Library} */
const actionsExec = {
  name: '@actions/exec',
  package: '@actions/exec',
  load: () => load('@actions/exec'),
  forms: [
    {
      name: 'exec throws',
      work: ({ file, args }, { exec }) => exec(file, args, { silent: true }),
    },
    {
      name: 'exec, ignoreReturnCode',
      work: ({ file, args }, { exec }) => exec(file, args, { silent: true, ignoreReturnCode: true }),
    },
    {
      name: 'getExecOutput, ignoreReturnCode',
      work: ({ file, args }, { getExecOutput }) => getExecOutput(file, args, { silent: true, ignoreReturnCode: true }),
    },
  ],
};

export default [tinyexec, nanoSpawn, promiseSpawn, actionsExec];
