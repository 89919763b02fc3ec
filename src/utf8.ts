// Jest's jsdom environment has neither TextDecoder nor TextEncoder.
import { guarded } from './errors.js';

/** How many bytes the text is in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) as number);
  return bytes;
}

/** How long the beginning of the text is that fits into so many bytes, in UTF-16 units; no character is split. */
export function fittingLength(text: string, maxBytes: number): number {
  let bytes = 0;
  let length = 0;
  for (const character of text) {
    bytes += bytesOf(character.codePointAt(0) as number);
    if (bytes > maxBytes) return length;
    length += character.length;
  }
  return length;
}

/** The end of the text that fits into so many bytes, with no character split; half a pair is U+FFFD. */
export function lastBytes(text: string, maxBytes: number): string {
  let begin = 0;
  let tooMany = utf8Length(text) - maxBytes;
  while (tooMany > 0) {
    const codePoint = text.codePointAt(begin) as number;
    begin += codePoint > 0xffff ? 2 : 1;
    tooMany -= bytesOf(codePoint);
  }
  return text.slice(begin).replace(/\p{Cs}/gu, '\uFFFD');
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** Makes text of bytes that come in pieces. */
export interface Utf8Decoder {
  /** What can be told so far, which may be nothing until the end. */
  decode(bytes: Uint8Array): string;
  /** The rest. */
  end(): string;
}

/** A decoder of UTF-8; what is no UTF-8 becomes U+FFFD. */
export function utf8Decoder(): Utf8Decoder {
  if (typeof TextDecoder !== 'function') return percentDecoder();
  const decoder = new TextDecoder();
  return {
    decode: (bytes) => decoder.decode(bytes, { stream: true }),
    end: () => decoder.decode(),
  };
}

/** What every JavaScript has: `%c3%a4`. */
function percentDecoder(): Utf8Decoder {
  let encoded = '';
  return {
    decode(bytes) {
      for (const byte of bytes) encoded += `%${byte.toString(16).padStart(2, '0')}`;
      return '';
    },
    end() {
      const text =
        guarded(() => decodeURIComponent(encoded)) ??
        decodeURIComponent(encoded.replace(/(?:%[89a-f].)+/g, encodeURIComponent('\uFFFD')));
      return text.replace(/^\uFEFF/, '');
    },
  };
}
