/**
 * What happens to a key that several sources have. `first`: the item of the source that is first in the list counts.
 * `separate`: every key begins with the name of its source and `/`, so that no two keys are equal. A function chooses or
 * makes the item; it is given the items in the order of the sources, two at a time.
 */
export type Collision<T> = 'first' | 'separate' | ((earlier: T, later: T, key: string) => T);

/** The key in the whole of an item of a source. */
export function mergedKey<T>(name: string, key: string, collision: Collision<T>): string {
  return collision === 'separate' ? `${name}/${key}` : key;
}

/** The key of an item of the whole in each source; `undefined` for a source that cannot have it. */
export function partKeys<T>(names: readonly string[], key: string, collision: Collision<T>): (string | undefined)[] {
  if (collision !== 'separate') return names.map(() => key);
  return names.map((name) => (key.startsWith(`${name}/`) ? key.slice(name.length + 1) : undefined));
}

/** One item of those that the sources have, in their order; `undefined` of none. */
export function mergedItem<T>(items: readonly T[], key: string, collision: Collision<T>): T | undefined {
  if (typeof collision !== 'function' || items.length < 2) return items[0];
  return items.reduce((earlier, later) => collision(earlier, later, key));
}

/** The items of all sources, those of the first source first. */
export function mergedItems<T>(
  names: readonly string[],
  parts: readonly (ReadonlyMap<string, T> | undefined)[],
  collision: Collision<T>,
): Map<string, T> {
  const merged = new Map<string, T>();
  for (const [place, items] of parts.entries()) {
    for (const [key, item] of items ?? []) {
      const whole = mergedKey(names[place] as string, key, collision);
      const earlier = merged.has(whole) ? [merged.get(whole) as T] : [];
      merged.set(whole, mergedItem([...earlier, item], whole, collision) as T);
    }
  }
  return merged;
}
