// @ts-check
import { brotliCompressSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { bundles, sizeOf } from '../../test/package/bundles.mjs';

const REPORTER = "export { TelemetryClient, pocketBase } from './dist/index.js';";

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'what a user downloads, minified; gzipped, and by brotli what a reporter needs',
  quantities: {
    reporter: { what: 'what a reporter needs', unit: 'B' },
    ...Object.fromEntries(bundles.map(({ what }) => [what, { what, unit: 'B' }])),
  },
  contestants: [
    { name: 'this', build: 'this' },
    { name: 'other', build: 'other' },
  ],
  reference: 'this',
  processes: 1,
  rounds: 1,
  async prepare({ build = 'this' }, { builds }) {
    const directory = builds[build] ?? '';
    return async () => ({
      reporter: await reporterSize(directory),
      ...Object.fromEntries(await Promise.all(bundles.map(async (one) => [one.what, await sizeOf(one, directory)]))),
    });
  },
};

/**
 * A client and the PocketBase backend, with all of this package that they load on demand, and without the default
 * transport; packed by brotli, as servers of modules do.
 *
 * @param {string} directory
 */
async function reporterSize(directory) {
  const { outputFiles } = await bundle({
    stdin: { contents: REPORTER, resolveDir: directory },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    // A file of `dist` that holds ofetch.
    external: ['./ofetch-transport*'],
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  });
  return brotliCompressSync(outputFiles[0]?.contents ?? '').length;
}
