// @ts-check
import { EXCEPTIONS, expectedOf, isOn } from './expected.mjs';
import { isUntoldFailure, versioned } from './table.mjs';

/** @typedef {import('./cells.mjs').Cell} Cell */

/**
 * Prints a line for each library on each runtime, and what is wrong.
 *
 * @param {ReadonlyMap<string, readonly Cell[]>} cellsOn By runtime.
 * @returns {boolean} Whether nothing is.
 */
export function compare(cellsOn) {
  let isRight = true;
  for (const [runtime, cells] of cellsOn) {
    for (const library of new Set(cells.map((cell) => cell.library))) {
      const own = cells.filter((cell) => cell.library === library);
      const wrong = own.filter((cell) => !expectedOf(runtime, cell).stored.includes(cell.stored));
      if (wrong.length > 0) isRight = false;
      const values = new Set(own.map(({ stored }) => stored));
      const told = values.size === 1 ? [...values] : `${own.length} cells`;
      console.log(`${wrong.length === 0 ? 'ok   ' : 'FAIL '} ${runtime}, ${versioned(library)}: ${told}`);
      for (const cell of wrong) tell(runtime, cell);
    }
  }
  for (const { of, ways = ['every way'], on = ['every runtime'], stored } of unusedExceptions(cellsOn)) {
    isRight = false;
    const where = [of, ways, on].map((names) => names.join(', ')).join('; ');
    console.log(`FAIL  no cell needs the exception "${stored}": ${where}`);
  }
  const all = [...cellsOn.values()].flat();
  console.log(
    `      ${all.length} cells, in ${all.filter(isUntoldFailure).length} of which the library reports no failure`,
  );
  return isRight;
}

/**
 * @param {string} runtime
 * @param {Cell} cell
 */
function tell(runtime, cell) {
  const right = expectedOf(runtime, cell).stored.join(' or ');
  console.log(`        ${cell.form}, ${cell.way}: stored ${cell.stored}, right is ${right}`);
  console.log(`          it gave ${cell.gave}`);
}

/**
 * Those of runtimes that were run which no cell needs.
 *
 * @param {ReadonlyMap<string, readonly Cell[]>} cellsOn
 */
function unusedExceptions(cellsOn) {
  const used = new Set(
    [...cellsOn].flatMap(([runtime, cells]) => cells.map((cell) => expectedOf(runtime, cell).exception)),
  );
  const runtimes = [...cellsOn.keys()];
  return EXCEPTIONS.filter(
    (one) => !used.has(one) && (one.on ?? runtimes).some((on) => runtimes.some((runtime) => isOn(runtime, on))),
  );
}
