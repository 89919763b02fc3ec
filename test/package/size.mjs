// @ts-check
// What a user downloads: minified, gzipped, for a neutral platform. Builds on `dist`.
import { readFileSync } from 'node:fs';
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
  // ofetch and valibot are 7.0 kB of it, the exit codes' texts 1.8, the patterns of what is redacted 4.1.
  { what: 'the main entry with ofetch and valibot', source: wholeEntry, limit: 24_500, plugins: [] },
  // Most of what it has more is the table of today's exit codes, for their categories.
  {
    what: 'the same with the ingest backend',
    source: `${wholeEntry} export * from './dist/ingest.js';`,
    limit: 31_500,
    plugins: [],
  },
];

const readme = readFileSync(`${root}README.md`, 'utf8');

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

  const said = `${(size / 1_000).toFixed(1)} kB`;
  if (readme.includes(said)) continue;
  console.log(`STALE the README does not say ${said}`);
  process.exitCode = 1;
}

// Who takes PocketBase alone is sent no file with anything of the ingest service in it.
const { metafile } = await build({
  stdin: { contents: wholeEntry, resolveDir: root },
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'neutral',
  metafile: true,
  write: false,
  logLevel: 'error',
});
const reached = Object.keys(metafile.inputs).filter((file) => file.startsWith('dist/'));
const withIngest = reached.filter((file) => readFileSync(`${root}${file}`, 'utf8').includes('src/backends/ingest/'));
console.log(
  `${withIngest.length === 0 ? 'ok  ' : 'OVER'}  files of the main entry with the ingest backend: ${withIngest.length} of ${reached.length}`,
);
if (withIngest.length > 0 || reached.length === 0) process.exitCode = 1;
