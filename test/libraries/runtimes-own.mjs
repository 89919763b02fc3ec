// @ts-check
// What Bun and Deno have beside `node:child_process`.

const { Bun, Deno } = /** @type {any} */ (globalThis);

/** @type {import('./library.mjs').Library} */
const bunSpawn = {
  name: 'Bun.spawn',
  only: 'bun',
  load: async () => undefined,
  forms: [
    {
      name: 'the process at once',
      ways: ['still runs', 'missing', 'no permission'],
      work: ({ file, args }) => Bun.spawn([file, ...args]),
    },
    {
      name: 'the process after its end',
      takes: ['signal', 'timeout', 'maxBuffer'],
      async work({ file, args, options }) {
        const running = Bun.spawn([file, ...args], options);
        await running.exited;
        return running;
      },
    },
    {
      name: 'exited',
      takes: ['signal', 'timeout', 'maxBuffer'],
      work: ({ file, args, options }) => Bun.spawn([file, ...args], options).exited,
    },
    {
      name: 'spawnSync',
      blocks: true,
      takes: ['timeout', 'maxBuffer'],
      work: ({ file, args, options }) => Bun.spawnSync([file, ...args], options),
    },
  ],
};

/** @type {import('./library.mjs').Library} */
const bunShell = {
  name: 'Bun.$',
  only: 'bun',
  load: async () => undefined,
  forms: [
    { name: 'throws', work: ({ file, args }) => Bun.$`${file} ${args}`.quiet() },
    { name: 'nothrow', work: ({ file, args }) => Bun.$`${file} ${args}`.quiet().nothrow() },
  ],
};

/** @type {import('./library.mjs').Library} */
const denoCommand = {
  name: 'Deno.Command',
  only: 'deno',
  load: async () => undefined,
  forms: [
    {
      name: 'spawn, the child at once',
      ways: ['still runs', 'missing', 'no permission'],
      work: ({ file, args }) => new Deno.Command(file, { args }).spawn(),
    },
    {
      name: 'spawn, its status',
      takes: ['signal'],
      work: ({ file, args, options }) => new Deno.Command(file, { args, ...options }).spawn().status,
    },
    {
      name: 'spawn, the child after its end',
      takes: ['signal'],
      async work({ file, args, options }) {
        const child = new Deno.Command(file, { args, ...options }).spawn();
        await child.status;
        return child;
      },
    },
    {
      name: 'output',
      takes: ['signal'],
      work: ({ file, args, options }) => new Deno.Command(file, { args, ...options }).output(),
    },
    { name: 'outputSync', blocks: true, work: ({ file, args }) => new Deno.Command(file, { args }).outputSync() },
  ],
};

export default [bunSpawn, bunShell, denoCommand];
