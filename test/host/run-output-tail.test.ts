import { describe, expect, it } from 'vitest';
import { OutputTail } from '../../src/host/run/output-tail.js';

describe('the tail of an output', () => {
  it.each([
    { added: [], kept: '' },
    { added: ['abc'], kept: 'abc' },
    { added: ['abcdefgh'], kept: 'abcdefgh' },
    { added: ['abcdefghi'], kept: 'bcdefghi' },
    { added: ['abcde', 'fghij', 'k'], kept: 'defghijk' },
    { added: ['abcdefgh', 'ijklmnop'], kept: 'ijklmnop' },
    { added: ['abc', '0123456789abcdefgh', 'XY'], kept: 'cdefghXY' },
    { added: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], kept: 'cdefghij' },
    { added: ['äöüß', 'a'], kept: 'öüßa' },
    { added: ['😀😀', 'a'], kept: '😀a' },
    { added: ['a\u{0}b'], kept: 'a\u{0}b' },
  ])('of $added in eight bytes is $kept', ({ added, kept }) => {
    const tail = new OutputTail(8);
    for (const text of added) tail.add(new TextEncoder().encode(text));
    expect(tail.toString()).toBe(kept);
  });

  it('shows what is no text as such', () => {
    const tail = new OutputTail(8);
    tail.add(new Uint8Array([0x61, 0xff, 0x62]));
    expect(tail.toString()).toBe('a\u{fffd}b');
  });
});
