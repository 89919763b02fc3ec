// @ts-check
// What a user downloads, against its limits and what the README says. Builds on `dist`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundles, sizeOf, wholeEntry } from './bundles.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

for (const bundle of bundles) {
  const { what, limit } = bundle;
  const size = await sizeOf(bundle, root);
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
