import { describe, expect, it } from 'vitest';
import { toStoredError } from '../../src/backends/stored-text.js';

describe('the error as it is stored', () => {
  it.each([
    { what: 'colours', text: '\u001B[31mred\u001B[0m', stored: 'red' },
    { what: 'a link', text: '\u001B]8;;https://x\u0007link\u001B]8;;\u001B\\', stored: 'link' },
    { what: 'a title that never ends', text: 'a\u001B]0;title', stored: 'a0;title' },
    { what: 'eight-bit sequences', text: 'a\u009B1mb\u009D0;t\u009Cc', stored: 'abc' },
    { what: 'controls', text: 'a\u0000\u0007\u007F\u0085b', stored: 'ab' },
    { what: 'half pairs', text: 'a\uD83Db\uDE00', stored: 'a\uFFFDb\uFFFD' },
    { what: 'tab and newline', text: 'a\tb\nc', stored: 'a\tb\nc' },
  ])('has no $what left that it should not have', ({ text, stored }) => {
    expect(toStoredError(text)).toBe(stored);
  });

  it.each(['\u009D', '\u001B]', '\u001B[', '\u009B0', '\u001B', '😀'])(
    'takes no longer for a million of %j',
    (piece) => {
      const began = performance.now();
      expect([...toStoredError(piece.repeat(1_000_000))].length).toBeLessThanOrEqual(5_000);
      // Quadratic time would take minutes.
      expect(performance.now() - began).toBeLessThan(5_000);
    },
  );
});
