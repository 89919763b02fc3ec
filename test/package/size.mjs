// @ts-check
// What a user downloads: minified, gzipped, for a neutral platform. Builds on `dist`.
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Leaves what is loaded on demand out of the bundle. @type {import('esbuild').Plugin} */
const onDemandIsExternal = {
  name: 'on-demand-is-external',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

const wholeEntry = "export * from './dist/index.js';";
const bundles = [
  {
    what: 'explainExitCode alone',
    source: "export { explainExitCode } from './dist/exit-codes.js';",
    limit: 3_000,
    plugins: [],
  },
  { what: 'what loads before the first request', source: wholeEntry, limit: 5_000, plugins: [onDemandIsExternal] },
  // ofetch and valibot are 7.0 kB of it, the exit codes' texts 1.8.
  { what: 'the main entry with ofetch and valibot', source: wholeEntry, limit: 19_500, plugins: [] },
];

for (const { what, source, limit, plugins } of bundles) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root },
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
  const size = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
  const isSmall = size < limit;
  console.log(`${isSmall ? 'ok  ' : 'OVER'}  ${what}: ${size} bytes, limit ${limit}`);
  if (!isSmall) process.exitCode = 1;
}
