// @ts-check
// What a user downloads: minified, gzipped, for a neutral platform. Builds on `dist`.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** @typedef {{ what: string, source: string, limit: number, plugins: import('esbuild').Plugin[] }} Bundle */

/** Leaves what is loaded on demand out of the bundle. @type {import('esbuild').Plugin} */
const onDemandIsExternal = {
  name: 'on-demand-is-external',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

export const wholeEntry = "export * from './dist/index.js';";

const dashboard = `export { pocketBaseRecords } from './dist/sources-pocketbase.js';
  export { outcomesBy, runsOverTime } from './dist/views.js';`;

/** Each with the bytes it stays below. @type {readonly Bundle[]} */
export const bundles = [
  {
    what: 'explainExitCode alone',
    source: "export { explainExitCode } from './dist/exit-codes.js';",
    limit: 2_300,
    plugins: [],
  },
  { what: 'what loads before the first request', source: wholeEntry, limit: 6_000, plugins: [onDemandIsExternal] },
  // ofetch with what it stands on is 4.1 kB of it, valibot 1.2, the texts of exit codes 1.5, what is redacted 6.8.
  { what: 'the main entry with ofetch', source: wholeEntry, limit: 34_000, plugins: [] },
  // Most of what it has more is the table of today's exit codes, for their categories.
  {
    what: 'the same with the ingest backend',
    source: `${wholeEntry} export * from './dist/ingest.js';`,
    limit: 40_000,
    plugins: [],
  },
  // The check of queries is 1.5 kB of it, the calendar 1; pages, filters, transport and summaries come with the first read.
  {
    what: 'a dashboard with two views, at first',
    source: dashboard,
    limit: 6_600,
    plugins: [onDemandIsExternal],
  },
  // ofetch with what it stands on is 4.1 kB of it, subscriptions are 4.4.
  { what: 'a dashboard with two views, everything', source: dashboard, limit: 26_600, plugins: [] },
];

/** Its bytes, with the `dist` of that checkout. @param {Bundle} bundle @param {string} directory */
export async function sizeOf({ source, plugins }, directory) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: directory },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    plugins,
    write: false,
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}
