// Every library's fetch in the place of the runtime's own, in a process of its own each.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const libraries = ['none', 'node-fetch-2', 'node-fetch-3', 'cross-fetch', 'isomorphic-fetch', 'whatwg-fetch', 'undici'];
const failures = await Promise.all(libraries.map(failuresOf));
if (failures.flat().length > 0) {
  console.error(failures.flat().join('\n'));
  process.exitCode = 1;
}

async function failuresOf(library) {
  const found = [];
  for (const way of library === 'none' ? ['default'] : ['default', 'own']) {
    const args = ['--unhandled-rejections=strict', 'fetch-case.mjs', library, way];
    await promisify(execFile)(process.execPath, args, { timeout: 45_000 }).catch(({ message }) =>
      found.push(`${library}, ${way}: ${message}`),
    );
  }
  return found;
}
