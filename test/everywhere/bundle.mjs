// @ts-check
// Makes one program of the tests of reading, for browsers and every runtime, with the package as it is installed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installPrivatePackage } from '../setup/private-package.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const PACKAGE = '@community-scripts/telemetry';

/** Modules of the tests that need Node, and what stands in their place. @type {Record<string, string>} */
const INSTEAD = {
  vitest: 'vitest.mjs',
  '/support/pocketbase.js': 'pocketbase.mjs',
  '/open-to-deletes.mjs': 'pocketbase.mjs',
};

/** Entries of the package as the tests name them. */
const ENTRY = /\/src\/(observe|sources\/pocketbase|testing|views)\/index\.js$/;

/**
 * Writes `reading.mjs` and, with the package in it, `reading-page.js`.
 *
 * @param {string} folder Where the package is installed.
 */
export async function bundleReadingTests(folder) {
  installPrivatePackage(here);
  const shared = /** @type {const} */ ({
    entryPoints: [`${here}program.mjs`],
    bundle: true,
    // The package says that its modules do nothing when they are imported; the tests do.
    ignoreAnnotations: true,
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const outside = inTheirPlace(({ path }) => ({ path, external: true }));
  const inside = inTheirPlace(({ path, build }) =>
    build.resolve(path, { kind: 'import-statement', resolveDir: folder }),
  );
  await build({ ...shared, format: 'esm', plugins: [outside], outfile: join(folder, 'reading.mjs') });
  await build({ ...shared, format: 'esm', plugins: [inside], outfile: join(folder, 'reading-page.js') });
}

/**
 * Throws where a test failed, or where they did not run.
 *
 * @param {{ passed: number, failed: string[], error?: string }} told
 * @returns {number} How many there are.
 */
export function checkReading({ passed, failed, error }) {
  assert.equal(error, undefined);
  assert.deepEqual(failed, []);
  assert.ok(passed > 500, `only ${passed} tests ran`);
  return passed;
}

/**
 * @param {(entry: { path: string, build: import('esbuild').PluginBuild }) => import('esbuild').OnResolveResult | Promise<import('esbuild').OnResolveResult>} resolveEntry
 * @returns {import('esbuild').Plugin}
 */
function inTheirPlace(resolveEntry) {
  return {
    name: 'in-their-place',
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path }) => {
        const [, entry] = ENTRY.exec(path) ?? [];
        if (entry !== undefined) return resolveEntry({ path: `${PACKAGE}/${entry}`, build });
        // For its `promisify`, which the tests do not use.
        if (path === 'util') return { path, namespace: 'empty' };
        const found = Object.keys(INSTEAD).find(
          (name) => path === name || (name.startsWith('/') && path.endsWith(name)),
        );
        return found === undefined ? undefined : { path: `${here}${INSTEAD[found]}` };
      });
      build.onLoad({ filter: /\.test\.ts$/ }, ({ path }) => ({
        contents: `import { beginFile } from 'vitest'; beginFile(); ${readFileSync(path, 'utf8')}`,
        loader: 'ts',
      }));
      build.onLoad({ filter: /./, namespace: 'empty' }, () => ({ contents: '' }));
    },
  };
}
