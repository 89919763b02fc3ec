// @ts-check
// The bundlers of people who use the package, each with as few options as its own guide gives.
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup, VERSION as ROLLUP_VERSION } from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';

/**
 * @typedef {object} Bundler
 * @property {string} name
 * @property {(entry: string, out: string) => Promise<unknown>} forBrowsers Writes `out/entry.js`, minified, with what is
 *   loaded on demand in files of its own.
 * @property {number} keptBytes More that it keeps of an entry that loads files on demand, whether they are needed or not.
 * @property {(entry: string, out: string) => Promise<unknown>} forNode Writes `out/entry.mjs`, with all packages in it.
 */

/** @type {readonly Bundler[]} */
export const bundlers = [
  {
    name: `esbuild ${esbuild.version}`,
    // With splitting, what files loaded on demand share stays whole, even where none of them can be reached:
    // https://github.com/evanw/esbuild/issues/3704
    keptBytes: 1_700,
    forBrowsers: (entry, out) =>
      esbuild.build({ ...forEsbuild(entry, out), splitting: true, minify: true, entryNames: 'entry' }),
    forNode: (entry, out) =>
      esbuild.build({
        ...forEsbuild(entry, out),
        platform: 'node',
        entryNames: 'entry',
        outExtension: { '.js': '.mjs' },
      }),
  },
  {
    name: `Vite ${vite.version}`,
    keptBytes: 0,
    forBrowsers: (entry, out) =>
      vite.build({
        ...forVite(entry, out),
        build: {
          outDir: out,
          target: 'es2022',
          rollupOptions: { input: entry, output: { entryFileNames: 'entry.js' } },
          modulePreload: false,
        },
      }),
    forNode: (entry, out) =>
      vite.build({
        ...forVite(entry, out),
        ssr: { noExternal: true },
        build: { outDir: out, ssr: entry, rollupOptions: { output: { entryFileNames: 'entry.mjs' } } },
      }),
  },
  {
    name: `webpack ${webpack.version}`,
    keptBytes: 0,
    forBrowsers: (entry, out) =>
      pack({ mode: 'production', entry, output: { path: out, filename: 'entry.js' }, performance: { hints: false } }),
    forNode: (entry, out) =>
      pack({
        mode: 'production',
        entry,
        target: 'node20',
        experiments: { outputModule: true },
        output: { path: out, filename: 'entry.mjs', module: true },
      }),
  },
  {
    name: `Rollup ${ROLLUP_VERSION}`,
    keptBytes: 0,
    forBrowsers: (entry, out) => rollUp(entry, out, 'entry.js', nodeResolve({ browser: true })),
    forNode: (entry, out) =>
      rollUp(entry, out, 'entry.mjs', nodeResolve({ preferBuiltins: true, exportConditions: ['node'] })),
  },
];

/**
 * @param {string} entry
 * @param {string} out
 * @returns {import('esbuild').BuildOptions & { entryPoints: string[] }}
 */
function forEsbuild(entry, out) {
  return { entryPoints: [entry], outdir: out, bundle: true, format: 'esm', logLevel: 'error' };
}

/**
 * @param {string} entry
 * @param {string} out
 * @returns {import('vite').InlineConfig}
 */
function forVite(entry, out) {
  return { root: dirname(entry), configFile: false, logLevel: 'error', build: { outDir: out } };
}

/** @param {import('webpack').Configuration} configuration */
async function pack(configuration) {
  const stats = await promisify(webpack)(configuration);
  if (stats === undefined || stats.hasErrors() || stats.hasWarnings()) throw new Error(String(stats));
}

/**
 * @param {string} entry
 * @param {string} out
 * @param {string} name
 * @param {import('rollup').Plugin} resolve
 */
async function rollUp(entry, out, name, resolve) {
  const bundle = await rollup({
    input: entry,
    plugins: [resolve],
    onwarn({ message }) {
      throw new Error(message);
    },
  });
  await bundle.write({ dir: out, entryFileNames: name });
  await bundle.close();
}
