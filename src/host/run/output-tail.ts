/** Keeps the end of an output in a ring buffer. */
export class OutputTail {
  readonly #ring: Uint8Array;
  /** Length of the whole output, in bytes. */
  #length = 0;

  /** @param maxBytes - How much to keep. */
  constructor(maxBytes: number) {
    this.#ring = new Uint8Array(maxBytes);
  }

  /** Appends output; the oldest bytes are overwritten. */
  add(printed: Uint8Array): void {
    const size = this.#ring.length;
    const kept = printed.subarray(Math.max(0, printed.length - size));
    const start = (this.#length + printed.length - kept.length) % size;
    const untilEnd = kept.subarray(0, size - start);
    this.#ring.set(untilEnd, start);
    this.#ring.set(kept.subarray(untilEnd.length), 0);
    this.#length += printed.length;
  }

  /** Decodes the kept output from its first whole character; invalid UTF-8 becomes U+FFFD. */
  toString(): string {
    const size = this.#ring.length;
    if (this.#length <= size) return decode(this.#ring.subarray(0, this.#length));
    const start = this.#length % size;
    const inOrder = new Uint8Array(size);
    inOrder.set(this.#ring.subarray(start), 0);
    inOrder.set(this.#ring.subarray(0, start), size - start);
    return decode(inOrder.subarray(firstCharacter(inOrder)));
  }
}

/** Skips up to three continuation bytes (10xxxxxx), the most a UTF-8 character has. */
function firstCharacter(bytes: Uint8Array): number {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0b1100_0000) === 0b1000_0000) start += 1;
  return start;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
