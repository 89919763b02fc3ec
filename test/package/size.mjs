// @ts-check
// What a user downloads: minified, gzipped, for a neutral platform. Builds on `dist`.
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @type {{ what: string, source: string, limit: number, lazy?: boolean }[]} */
const bundles = [
  {
    what: 'explainExitCode alone',
    source: "export { explainExitCode } from './dist/exit-codes.js';",
    limit: 3_000,
  },
  {
    what: 'what loads before the first request',
    source: "export { TelemetryClient, pocketBase } from './dist/index.js';",
    limit: 5_000,
    lazy: true,
  },
  {
    what: 'the main entry with ofetch and valibot',
    source: "export { TelemetryClient, pocketBase } from './dist/index.js';",
    limit: 11_000,
  },
];

for (const { what, source, limit, lazy = false } of bundles) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: root, sourcefile: 'entry.js' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    splitting: lazy,
    outdir: 'out',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const loaded = lazy ? staticPartOf(metafile) : outputFiles.map(({ path }) => path);
  const code = outputFiles.filter(({ path }) => loaded.some((name) => path.endsWith(name)));
  const size = gzipSync(Buffer.concat(code.map(({ contents }) => contents)), { level: 9 }).length;
  const isSmall = size < limit;
  console.log(`${isSmall ? 'ok  ' : 'OVER'}  ${what}: ${size} bytes, limit ${limit}`);
  if (!isSmall) process.exitCode = 1;
}

/**
 * The entry and what it imports at once, without what it imports on demand.
 *
 * @param {import('esbuild').Metafile} metafile
 */
function staticPartOf({ outputs }) {
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === 'entry.js') ?? '';
  const names = new Set([entry]);
  for (const name of names) {
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') names.add(path);
  }
  return [...names];
}
