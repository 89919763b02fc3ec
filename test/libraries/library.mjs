// @ts-check

/**
 * @typedef {import('./ways-to-end.mjs').Option} Option
 *
 * @typedef {object} How How a command is to be started.
 * @property {string} file
 * @property {string[]} args
 * @property {string} line Both, as a shell takes them.
 * @property {{ signal?: AbortSignal, timeout?: number, maxBuffer?: number }} options Named as Node's own.
 *
 * @typedef {object} Form One way to call a library.
 * @property {string} name
 * @property {(how: How, library: any) => unknown} work What `track` is given.
 * @property {readonly Option[]} [takes] The options it has.
 * @property {true} [blocks] Set where nothing else runs meanwhile, a timeout of another command included.
 * @property {readonly string[]} [ways] The only ways to end it has, where it has not all of them.
 *
 * @typedef {object} Library
 * @property {string} name
 * @property {() => Promise<unknown>} load
 * @property {readonly Form[]} forms
 * @property {string} [package] Where it is installed; a runtime's own has none.
 * @property {'bun' | 'deno'} [only] The only runtime it is for.
 */

/**
 * Resolves once a child is over, or could not be started.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<void>}
 */
export function ended(child) {
  return new Promise((resolve) => {
    child.on('error', () => {
      if (child.pid === undefined) resolve();
    });
    child.on('close', () => resolve());
  });
}

/**
 * A package that may not be installed when types are checked.
 *
 * @param {string} name
 * @returns {Promise<any>}
 */
export function load(name) {
  return import(name);
}
