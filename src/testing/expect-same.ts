import { expectEqual } from './contract-case.js';

/** Expects equality as JSON; the order of properties does not matter. */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  expectEqual(what, inOrder(actual), inOrder(expected));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, inOrder(part)]),
  );
}
