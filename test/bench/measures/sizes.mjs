// @ts-check
import { bundles, sizeOf } from '../../package/bundles.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'what a user downloads, minified and gzipped',
  quantities: Object.fromEntries(bundles.map(({ what, limit }) => [what, { what, unit: 'B', goal: { limit } }])),
  processes: 1,
  rounds: 1,
  async prepare({ directory }) {
    return async () =>
      Object.fromEntries(
        await Promise.all(bundles.map(async (bundle) => [bundle.what, await sizeOf(bundle, directory)])),
      );
  },
};
