import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The files of `dist` that are loaded with these. */
function loadedWith(...files: readonly string[]): string[] {
  const loaded = new Set(files);
  for (const file of loaded) {
    const text = readFileSync(`${dist}${file}`, 'utf8');
    for (const [, imported = ''] of text.matchAll(/^(?:import .*|\} from )["']\.\/([^"']+)["']/gm)) {
      loaded.add(imported);
    }
  }
  return [...loaded];
}

it.each([
  { when: 'nothing is sent', files: ['index.js'], most: 4 },
  { when: 'nothing is sent with /host', files: ['index.js', 'host.js'], most: 7 },
  { when: 'a report is sent', files: ['index.js', 'report.js'], most: 8 },
  { when: 'a report is sent with the transport of /host', files: ['index.js', 'host.js', 'report.js'], most: 10 },
])('$files load at most $most files, as finding a file takes time, where $when', ({ files, most }) => {
  const loaded = loadedWith(...files);
  expect(loaded.length).toBeGreaterThan(files.length);
  expect(loaded.length).toBeLessThanOrEqual(most);
});
