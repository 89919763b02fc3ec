// @ts-check
// The stored values as a Markdown table: a row for each way to call a library, a column for each way to end.
import { existsSync, readFileSync } from 'node:fs';
import { WAYS } from './ways-to-end.mjs';

/** @typedef {import('./cells.mjs').Cell} Cell */

/**
 * @param {ReadonlyMap<string, readonly Cell[]>} cellsOn By runtime.
 * @returns {string}
 */
export function tableOf(cellsOn) {
  const all = [...cellsOn].flatMap(([runtime, cells]) => cells.map((cell) => ({ ...cell, runtime })));
  const rows = new Map(all.map((cell) => [`${cell.library}: ${cell.form}`, cell]));
  const lines = [...rows.values()].map(({ library, form }) => {
    const own = all.filter((cell) => cell.library === library && cell.form === form);
    const values = WAYS.map(({ name }) => valueOf(own.filter(({ way }) => way === name)));
    return [`${versioned(library)}: \`${form}\``, ...values];
  });
  const head = ['', ...WAYS.map(({ name }) => name)];
  return [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/**
 * One value where all runtimes agree, else each with its runtimes.
 *
 * @param {readonly (Cell & { runtime: string })[]} cells
 */
function valueOf(cells) {
  const values = [...new Set(cells.map(({ stored }) => stored))];
  if (values.length <= 1) return values[0] ?? '';
  return values
    .map((value) => {
      const runtimes = cells.filter(({ stored }) => stored === value).map(({ runtime }) => runtime);
      return `${value} (${runtimes.join(', ')})`;
    })
    .join(', ');
}

/** @param {string} library */
function versioned(library) {
  const file = new URL(`node_modules/${folderOf(library)}/package.json`, import.meta.url);
  if (!existsSync(file)) return library;
  return `${library.replace(/ \d+$/, '')} ${JSON.parse(readFileSync(file, 'utf8')).version}`;
}

/** @param {string} library */
function folderOf(library) {
  /** @type {Record<string, string>} */
  const folders = { 'execa 9': 'execa9', 'execa 10': 'execa', 'node-pty': '@lydell/node-pty' };
  return folders[library] ?? library;
}
