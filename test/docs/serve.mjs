// @ts-check
// `npm run docs:serve`: shows the site on this machine. Builds it where it is missing or older than what it is made of.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './guides.mjs';
import { serveFolder } from './serve-folder.mjs';

/** @param {string} path */
function newestIn(path) {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => !file.startsWith('.cache'));
  return Math.max(...files.map((file) => statSync(join(path, file)).mtimeMs));
}

function isCurrent() {
  const built = statSync(`${root}site/llms.txt`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['src', 'docs', 'test/docs'].map((folder) => newestIn(`${root}${folder}`));
  return (
    built > Math.max(...sources, ...['README.md', 'typedoc.json'].map((file) => statSync(`${root}${file}`).mtimeMs))
  );
}

if (!isCurrent()) {
  const { status } = spawnSync('npm', ['run', '--silent', 'docs'], { cwd: root, stdio: 'inherit', shell: true });
  if (status !== 0) process.exit(status ?? 1);
}

serveFolder(`${root}site`, 4873);
