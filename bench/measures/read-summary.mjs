// @ts-check
import { builtPackage } from '../builds.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: '100,000 records of a real PocketBase by app and day',
  quantities: { ms: { what: 'until the end', unit: 'ms' } },
  contestants: [
    { name: 'this, read', build: 'this', variant: 'read' },
    { name: 'this, summarized', build: 'this', variant: 'summarize' },
  ],
  reference: 'this, read',
  processes: 5,
  rounds: 1,
  async prepare({ variant, build = 'this' }, { builds, fullPocketBase }) {
    if ('reason' in fullPocketBase) throw new Error(fullPocketBase.reason);
    const { pocketBaseRecords } = await builtPackage(builds[build]).pocketBase();
    const source = pocketBaseRecords({ baseUrl: fullPocketBase.url });
    await source.get('none-has-this-id');
    return async () => {
      const began = performance.now();
      let count = 0;
      if (variant === 'read') {
        const fields = /** @type {const} */ (['nsapp', 'created', 'status', 'exit_code']);
        for await (const { nsapp } of source.records({ order: 'none', fields })) count += nsapp === '' ? 0 : 1;
      } else {
        const rows = await source.summarize({}, { by: ['nsapp', { every: 'day' }] });
        for (const { runs } of rows) count += runs;
      }
      if (count !== 100_000) throw new Error(`${count} records were read`);
      return { ms: performance.now() - began };
    };
  },
};
