// @ts-check
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** @typedef {{ name: string, file: string, find: string, replace: string, over?: 'nodeTransport' }} Defect A change of the source that
 *   breaks a promise; `over` where requests have to be carried by it to show that. */

/**
 * Bundles the simulation with the source as it is, or with one defect in it. One file, so that
 * what is loaded on demand is there without waiting for a disk.
 *
 * @param {string} name
 * @param {Defect} [defect]
 * @returns {Promise<string>} Path of the bundle.
 */
export async function bundle(name, defect) {
  const outfile = `${here}.cache/${name}.mjs`;
  await build({
    entryPoints: [`${here}world.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [inMemory, ...(defect === undefined ? [] : [planted(defect)])],
  });
  return outfile;
}

/** Gives `nodeTransport` connections in memory. @type {import('esbuild').Plugin} */
const inMemory = {
  name: 'in memory',
  setup({ onResolve }) {
    onResolve({ filter: /^node:https?$|\/builtin\.js$/ }, ({ path, importer }) =>
      importer.startsWith(`${root}src/`)
        ? { path: `${here}connections/${basename(path, '.js').replace(':', '-')}.ts` }
        : undefined,
    );
  },
};

/**
 * @param {Defect} defect
 * @returns {import('esbuild').Plugin}
 */
function planted({ name, file, find, replace }) {
  return {
    name: 'planted',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path !== `${root}src/${file}`) return undefined;
        const source = readFileSync(path, 'utf8');
        if (source.split(find).length !== 2) throw new Error(`The defect "${name}" fits ${file} no more`);
        return { contents: source.replace(find, () => replace), loader: 'ts' };
      });
    },
  };
}
