// Jest's jsdom environment has neither TextDecoder nor TextEncoder.
import { guarded } from './errors.js';

/** The length of the text in UTF-8, in bytes. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) as number);
  return bytes;
}

/** The length of the longest beginning that fits into this many bytes, in UTF-16 code units; no character is split. */
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

/** The longest end of the text that fits into this many bytes; no character is split, lone surrogates become U+FFFD. */
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

/** Decodes bytes that arrive in chunks. */
export interface Utf8Decoder {
  /** Returns the text decoded so far, which may be empty until the end. */
  decode(bytes: Uint8Array): string;
  /** Returns the rest. */
  end(): string;
}

/** Makes a UTF-8 decoder; invalid bytes become U+FFFD. */
export function utf8Decoder(): Utf8Decoder {
  if (typeof TextDecoder !== 'function') return percentDecoder();
  const decoder = new TextDecoder();
  return {
    decode: (bytes) => decoder.decode(bytes, { stream: true }),
    end: () => decoder.decode(),
  };
}

/** Decodes percent-encoded bytes (`%c3%a4`), which every JavaScript engine can. */
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
