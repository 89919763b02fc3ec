import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fittingLength, lastBytes, utf8Decoder, utf8Length } from '../src/utf8.js';

const encoder = new TextEncoder();
/** Any text, half pairs too. */
const texts = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constantFrom('ä', '😀', '\ud83d', '\uFEFF')),
});
const bounds = fc.nat(12);

describe('UTF-8 without the runtime’s encoder', () => {
  it('is as long as with it', () => {
    fc.assert(fc.property(texts, (text) => void expect(utf8Length(text)).toBe(encoder.encode(text).length)));
  });

  it('has as much of the beginning fit', () => {
    fc.assert(
      fc.property(texts, bounds, (text, most) => {
        expect(fittingLength(text, most)).toBe(encoder.encodeInto(text, new Uint8Array(most)).read);
      }),
    );
  });

  it('has as much of the end fit', () => {
    fc.assert(
      fc.property(texts, bounds, (text, most) => {
        const bytes = encoder.encode(text);
        let begin = Math.max(0, bytes.length - most);
        while (((bytes[begin] ?? 0) & 0xc0) === 0x80) begin += 1;
        expect(lastBytes(text, most)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(begin)));
      }),
    );
  });

  it('is decoded as with the runtime’s decoder, however it is torn', () => {
    fc.assert(
      fc.property(texts, bounds, (text, at) => {
        const bytes = encoder.encode(text);
        vi.stubGlobal('TextDecoder', undefined);
        const decoder = utf8Decoder();
        vi.unstubAllGlobals();
        const decoded = decoder.decode(bytes.subarray(0, at)) + decoder.decode(bytes.subarray(at)) + decoder.end();
        expect(decoded).toBe(new TextDecoder().decode(bytes));
      }),
    );
  });

  it('keeps what is UTF-8 of what is not', () => {
    vi.stubGlobal('TextDecoder', undefined);
    const decoder = utf8Decoder();
    vi.unstubAllGlobals();
    expect(decoder.decode(Uint8Array.of(0x61, 0xff, 0xfe, 0x62)) + decoder.end()).toBe('a\uFFFDb');
  });
});
