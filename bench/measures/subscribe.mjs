// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtPackage, everyBuild } from '../builds.mjs';
import { usageOf } from '../usage.mjs';

const CHANGES = 1_000;
const PER_SECOND = 1_000;
const SERVER = fileURLToPath(new URL('../servers/change-stream.mjs', import.meta.url));

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'a subscriber of a PocketBase that tells 1,000 changes a second',
  quantities: {
    cpu: { what: 'CPU of a change', unit: 'µs' },
    wall: { what: 'time of a change', unit: 'µs' },
  },
  contestants: everyBuild.filter(({ build }) => build !== 'other'),
  reference: 'copy',
  processes: 3,
  rounds: 6,
  async prepare({ build = 'this' }, { builds }) {
    const { pocketBaseRecords } = await builtPackage(builds[build]).pocketBase();
    const server = fork(SERVER);
    const [port] = await once(server, 'message');
    const events = pocketBaseRecords({ baseUrl: `http://127.0.0.1:${port}` })
      .subscribe?.()
      [Symbol.asyncIterator]();
    server.unref();
    server.channel?.unref();
    const take = async () => {
      server.send({ count: CHANGES, perSecond: PER_SECOND });
      for (let told = 0; told < CHANGES;) if ((await events?.next())?.value.event === 'changed') told += 1;
    };
    while ((await events?.next())?.value.event !== 'up-to-date');
    await take();
    return () => usageOf(CHANGES, take);
  },
};
