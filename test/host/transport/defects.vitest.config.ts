import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';
import { socketDefects } from './defects.mjs';

const defect = socketDefects.find(({ name }) => name === process.env['PLANTED_DEFECT']);
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The tests of this folder, with the defect in the source that the environment names. */
export default defineConfig({
  root,
  plugins: defect === undefined ? [] : [planted(defect)],
  test: {
    include: ['test/host/transport/*.test.ts', 'test/transport/contract.test.ts'],
    bail: 1,
    reporters: ['json'],
    // A defect may keep a test waiting.
    testTimeout: 10_000,
  },
});

function planted({ name, file, find, replace }: (typeof socketDefects)[number]): Plugin {
  return {
    name: 'planted',
    enforce: 'pre',
    load(id) {
      if (id !== `${root}src/${file}`) return undefined;
      const source = readFileSync(id, 'utf8');
      if (source.split(find).length !== 2) throw new Error(`The defect "${name}" fits ${file} no more`);
      return source.replace(find, () => replace);
    },
  };
}
