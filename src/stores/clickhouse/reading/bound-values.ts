/** A value of a statement, by the name in its `{name:Type}`. */
export type Value = string | number | readonly (string | number)[];

/** Adds a value to a statement. @returns what stands for it in the text. */
export type BoundValues = (type: string, value: Value) => string;

/** How many characters, or numbers, go into one value. The server refuses values of more than 128 KiB. */
const MOST_CHARACTERS = 30_000;
const MOST_NUMBERS = 5_000;

/** Makes a place for the values of one statement. */
export function boundValues(): { readonly bind: BoundValues; readonly values: Record<string, Value> } {
  const values: Record<string, Value> = {};
  return {
    values,
    bind(type, value) {
      const name = `v${Object.keys(values).length}`;
      values[name] = value;
      return `{${name}:${type}}`;
    },
  };
}

/** Parts of a list, each of which fits into one value. */
export function chunksOf<T extends string | number>(list: readonly T[]): T[][] {
  const chunks: T[][] = [];
  let left = 0;
  for (const value of list) {
    const size = typeof value === 'string' ? value.length + 1 : MOST_CHARACTERS / MOST_NUMBERS;
    if (size > left || chunks.length === 0) {
      chunks.push([]);
      left = MOST_CHARACTERS;
    }
    chunks.at(-1)?.push(value);
    left -= size;
  }
  return chunks;
}
