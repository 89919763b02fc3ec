import { printable } from '../../host/printable.js';

/** Room for the moment of a record. A longer cell, of a record with a strange name, must not push out the others. */
const LONGEST_CELL = 24;

/** Characters that take the room of two: Chinese, Japanese and Korean ones, and most emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

/** A server may leave out what every record should have: it is an empty cell. */
type Cell = string | null | undefined;

/** Lays out rows as a table; the first row is the head. */
export function table(rows: readonly (readonly Cell[])[], width: number | undefined): string[] {
  return new Table(width).lines(rows);
}

/**
 * A table whose lines fit a width. A cell that does not fit is cut, with `…`. A control character is shown as its escape,
 * and white space as a space.
 */
export class Table {
  readonly #width: number | undefined;
  /** Of each column but the last one. They only grow, so that rows that come later stand below the others. */
  readonly #widths: number[] = [];

  /** @param width - In columns of a terminal; `undefined` where nothing need fit, as in a pipe. */
  constructor(width: number | undefined) {
    this.#width = width;
  }

  /** Lays out rows that all have as many cells as those before. */
  lines(rows: readonly (readonly Cell[])[]): string[] {
    const width = this.#width;
    const last = (rows[0]?.length ?? 0) - 1;
    const shown = rows.map((row) =>
      row.map((cell, column) => cut(oneLine(cell ?? ''), column === last ? Infinity : width && LONGEST_CELL)),
    );
    for (let column = 0; column < last; column += 1) {
      const widest = shown.reduce((most, row) => Math.max(most, widthOf(row[column] ?? '')), this.#widths[column] ?? 0);
      this.#widths[column] = Math.min(LONGEST_CELL, widest);
    }
    return shown.map((row) => {
      const cells = row.map((cell, column) => (column === last ? cell : padded(cell, this.#widths[column] ?? 0)));
      return cut(cells.join('  ').trimEnd(), width);
    });
  }
}

function oneLine(text: string): string {
  return printable(text.replace(/\s/g, ' '));
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function cut(text: string, width: number = Infinity): string {
  if (text.length * 2 <= width || widthOf(text) <= width) return text;
  let [kept, room] = ['', width - 1];
  for (const character of text) {
    room -= widthOf(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/** How many columns of a terminal a text takes. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{Mark}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
