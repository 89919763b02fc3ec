// @ts-check
// The stored values as a Markdown table: a row for the ways to call a library, a column for each way to end.
import { existsSync, readFileSync } from 'node:fs';
import { expectedOf } from './expected.mjs';
import { WAYS } from './ways-to-end.mjs';

/**
 * @typedef {import('./cells.mjs').Cell} Cell
 * @typedef {Cell & { runtime: string }} RuntimesCell
 */

/**
 * @param {ReadonlyMap<string, readonly Cell[]>} cellsOn By runtime.
 * @returns {string}
 */
export function tableOf(cellsOn) {
  const all = [...cellsOn].flatMap(([runtime, cells]) => cells.map((cell) => ({ ...cell, runtime })));
  const names = [...new Set(all.map(({ library }) => library))].sort();
  const rows = names.flatMap((library) => rowsOf(all.filter((cell) => cell.library === library)));
  const head = ['', ...WAYS.map(({ name }) => name)];
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [...lines, ...footnotesOf(all)].join('\n');
}

/**
 * The rows of one library: ways to call it with the same values share one.
 *
 * @param {readonly RuntimesCell[]} cells
 * @returns {readonly string[][]}
 */
function rowsOf(cells) {
  /** @type {Map<string, string[]>} */
  const formsByValues = new Map();
  for (const form of [...new Set(cells.map((cell) => cell.form))].sort()) {
    const own = cells.filter((cell) => cell.form === form);
    const values = WAYS.map(({ name }) => valueOf(own.filter(({ way }) => way === name))).join(' | ');
    formsByValues.set(values, [...(formsByValues.get(values) ?? []), `\`${form}\``]);
  }
  const library = versioned(cells[0]?.library ?? '');
  return [...formsByValues].map(([values, forms]) => [`${library}: ${forms.join('; ')}`, values]);
}

/**
 * One value where all runtimes agree, else each with its runtimes.
 *
 * @param {readonly RuntimesCell[]} cells
 */
function valueOf(cells) {
  /** @type {Map<string, string[]>} */
  const runtimesByValue = new Map();
  for (const cell of cells) {
    const value = valueIn(cell);
    runtimesByValue.set(value, [...(runtimesByValue.get(value) ?? []), cell.runtime]);
  }
  if (runtimesByValue.size <= 1) return [...runtimesByValue.keys()].join('');
  return [...runtimesByValue].map(([value, runtimes]) => `${value} (${runtimes.join(', ')})`).join('; ');
}

/**
 * Where several values are right, the status alone: which code it is may differ from run to run.
 *
 * @param {RuntimesCell} cell
 */
function valueIn(cell) {
  const { stored } = expectedOf(cell.runtime, cell);
  if (stored.length > 1 && stored.includes(cell.stored)) return cell.stored.replace(/ \d+$/, '');
  return isUntoldFailure(cell) ? `${cell.stored} †` : cell.stored.replace(/^does not run: .*/, 'does not run');
}

/**
 * The reasons why failures are stored as successes.
 *
 * @param {readonly RuntimesCell[]} cells
 * @returns {readonly string[]}
 */
function footnotesOf(cells) {
  const reasons = cells.filter(isUntoldFailure).map((cell) => expectedOf(cell.runtime, cell).exception?.why);
  return reasons.length === 0
    ? []
    : ['', `† The library reports no failure: ${[...new Set(reasons)].sort().join('; ')}.`];
}

/**
 * Whether a failure is stored as a success, since the runtime or the library calls it one.
 *
 * @param {Cell} cell
 */
export function isUntoldFailure({ way, stored }) {
  return way !== 'exit 0' && stored === 'success 0';
}

/**
 * The library with the version that is installed; a runtime's own has none.
 *
 * @param {string} library
 */
export function versioned(library) {
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
