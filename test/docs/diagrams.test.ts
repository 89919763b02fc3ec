import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND, ENTRIES } from '../../build/entries.mjs';
import { LAYERS } from '../package/layers.js';
import { callPicture, CREATE, UPDATE } from './diagrams/call.js';
import { roomsPicture } from './diagrams/rooms.js';
import { root } from './guides.mjs';

/** What users call the entries of a room: an import path behind the package's name, or a command. */
function entriesOf(part: string): string[] {
  return Object.entries({ ...ENTRIES, ...COMMAND })
    .filter(([, file]) => file.startsWith(`src/${part}/`) || file === `src/${part}.ts`)
    .map(([name]) => (name in COMMAND ? name : name === 'index' ? 'the main entry' : `/${name}`));
}

const layers = LAYERS.map((parts) =>
  parts.map((name) => {
    const isFolder = existsSync(`${root}src/${name}`) && statSync(`${root}src/${name}`).isDirectory();
    return { name, isFolder, entries: entriesOf(name) };
  }),
);

// Drawn by `npx vitest run test/docs/diagrams.test.ts -u`.
describe('the pictures of the guides', () => {
  it.each([
    ['rooms', roomsPicture(layers)],
    ['call', callPicture()],
  ])('show the source as it is: %s.svg', async (name, drawn) => {
    await expect(drawn).toMatchFileSnapshot(`${root}docs/assets/${name}.svg`);
  });

  it('show every entry once', () => {
    expect(layers.flat().flatMap(({ entries }) => entries)).toHaveLength(
      Object.keys({ ...ENTRIES, ...COMMAND }).length,
    );
  });

  it.each([...CREATE, ...UPDATE])('show steps that are there: $does, $file', ({ file }) => {
    expect(existsSync(`${root}src/${file}`)).toBe(true);
  });

  it('end as an outcome may', () => {
    const outcomes = readFileSync(`${root}src/outcomes.ts`, 'utf8');
    const reasons = readFileSync(`${root}src/outcomes.ts`, 'utf8') + readFileSync(`${root}src/errors.ts`, 'utf8');
    for (const { does, ends } of [...CREATE, ...UPDATE]) {
      const [outcome, why = ''] = ends ?? [does];
      expect(outcomes).toContain(`outcome: '${outcome}'`);
      const [reason = ''] = /^[a-z]+(?:-[a-z]+)+/.exec(why) ?? [];
      if (reason !== '') expect(reasons).toContain(`'${reason}'`);
    }
  });
});
