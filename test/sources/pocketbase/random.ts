/** A source of random numbers that can be repeated: the same seed gives the same ones. */
export interface Random {
  /** From 0, below 1. */
  number(): number;
  /** An integer from 0, below `end`. */
  below(end: number): number;
  pick<T>(items: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** Makes the random numbers of a seed, by mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const number = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(number() * end);
  return {
    number,
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    chance: (probability) => number() < probability,
  };
}
