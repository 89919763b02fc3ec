// @ts-check
import { builtPackage } from '../builds.mjs';
import { peakDuring } from '../memory.mjs';
import { connectPeer } from '../peers.mjs';

const SDK = "PocketBase's SDK";

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'all of 100,000 records of a real PocketBase, with an index on created and id',
  quantities: {
    ms: { what: 'all', unit: 'ms' },
    first: { what: 'the first', unit: 'ms' },
    memory: { what: 'memory', unit: 'MB' },
  },
  contestants: [
    { name: 'this', build: 'this' },
    { name: 'this, any order', build: 'this', variant: 'none' },
    { name: SDK, peer: 'pocketbase-sdk' },
    { name: 'one page', peer: 'pocketbase-sdk', variant: 'page' },
  ],
  reference: SDK,
  processes: 5,
  rounds: 1,
  nodeOptions: ['--expose-gc'],
  async prepare({ peer, variant, build = 'this' }, { builds, fullPocketBase }) {
    if ('reason' in fullPocketBase) throw new Error(fullPocketBase.reason);
    const { url } = fullPocketBase;
    if (peer !== undefined) {
      const { page, allRecords } = await connectPeer(peer, url);
      if (page === undefined || allRecords === undefined) throw new Error(`${peer} reads nothing`);
      await page(1);
      return () =>
        timed(async (onRecord) => {
          const { length } = await (variant === 'page' ? page(1_000) : allRecords());
          onRecord();
          if (variant === undefined && length !== 100_000) throw new Error(`${length} records were read`);
        });
    }
    const { pocketBaseRecords } = await builtPackage(builds[build]).pocketBase();
    const source = pocketBaseRecords({ baseUrl: url });
    await source.get('none-has-this-id');
    return () =>
      timed(async (onRecord) => {
        let count = 0;
        for await (const record of source.records(variant === 'none' ? { order: 'none' } : {})) {
          if (count === 0) onRecord();
          count += record.key === '' ? 0 : 1;
        }
        if (count !== 100_000) throw new Error(`${count} records were read`);
      });
  },
};

/** @param {(onRecord: () => void) => Promise<void>} read tells when it has its first record */
async function timed(read) {
  let first = 0;
  let ms = 0;
  const memory = await peakDuring(async () => {
    const began = performance.now();
    await read(() => (first = performance.now() - began));
    ms = performance.now() - began;
  });
  return { ms, first, memory: memory / 1e6 };
}
