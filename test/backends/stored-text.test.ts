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

  it('keeps of a long output its end, where the reason stands, behind what failed', () => {
    const head = 'exit_code=1 | General error | at line 7: make\n---\n';
    const output =
      Array.from({ length: 60 }, (_, line) => `${line} ${'\u{1F4E6}'.repeat(190)}`).join('\n') + '\nE: the reason';
    const stored = toStoredError(head + output);
    expect([...stored]).toHaveLength(5_000);
    expect(stored.startsWith(head)).toBe(true);
    expect(stored.endsWith('\nE: the reason')).toBe(true);
  });

  it('keeps of a long text without output its beginning', () => {
    expect(toStoredError(`first${'.'.repeat(6_000)}last`)).toBe(`first${'.'.repeat(4_995)}`);
    expect(toStoredError(`${'.'.repeat(6_000)}\n---\nlast`)).toBe('.'.repeat(5_000));
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
