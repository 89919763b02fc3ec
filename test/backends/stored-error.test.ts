import { describe, expect, it } from 'vitest';
import { toStoredError } from '../../src/backends/pocketbase/stored-error.js';

describe('the error as it is stored', () => {
  it.each([
    { what: 'colours', text: '\u001B[31mred\u001B[0m', stored: 'red' },
    { what: 'a link', text: '\u001B]8;;https://x\u0007link\u001B]8;;\u001B\\', stored: 'link' },
    { what: 'a title that never ends', text: 'a\u001B]0;title', stored: 'a0;title' },
    { what: 'eight-bit sequences', text: 'a\u009B1mb\u009D0;t\u009Cc', stored: 'abc' },
    { what: 'controls', text: 'a\u0000\u0007\u007F\u0085b', stored: 'ab' },
    { what: 'half pairs', text: 'a\uD83Db\uDE00', stored: 'a\uFFFDb\uFFFD' },
    { what: 'a cursor', text: 'a\u001B[2;5Hb\u001B[?25lc\u001B[1 qd', stored: 'abcd' },
    { what: 'a sequence without a parameter', text: 'a\u001B[Kb\u001B[@c\u001B[~d', stored: 'abcd' },
    { what: 'a two-character sequence', text: 'a\u001B7b\u001BMc\u001B(Bd\u001B #0e', stored: 'abcde' },
    { what: 'a title', text: 'a\u001B]0;my title\u0007b\u001B]2;x\u001B\\c\u001B]\u0007d', stored: 'abcd' },
    { what: 'an eight-bit title', text: 'a\u009D0;x\u0007b\u009D1\u001B\\c', stored: 'abc' },
    { what: 'half a sequence', text: 'a\u001B[31', stored: 'a31' },
    { what: 'a lone escape', text: 'a\u001B', stored: 'a' },
    { what: 'carriage returns', text: 'a\r\nb\u000B\u000C\u001F', stored: 'a\nb' },
    { what: 'brackets', text: '[31m ]0; ~ @', stored: '[31m ]0; ~ @' },
    { what: 'letters of any kind', text: ' äß\u00A0€😀~', stored: ' äß\u00A0€😀~' },
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

  it.each([
    { what: 'letters', text: 'x'.repeat(5_000), stored: 'x'.repeat(5_000) },
    { what: 'letters and one more', text: `${'x'.repeat(5_000)}y`, stored: 'x'.repeat(5_000) },
    { what: 'pairs', text: '😀'.repeat(5_000), stored: '😀'.repeat(5_000) },
    { what: 'pairs and one more', text: '😀'.repeat(5_001), stored: '😀'.repeat(5_000) },
    { what: 'pairs after a letter', text: `x${'😀'.repeat(5_000)}`, stored: `x${'😀'.repeat(4_999)}` },
    { what: 'what is left without colours', text: `\u001B[31m${'x'.repeat(5_000)}`, stored: 'x'.repeat(5_000) },
  ])('has 5,000 code points at most: $what', ({ text, stored }) => {
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
