/** The last of what was printed, in as much memory as it may hold. */
export class OutputTail {
  readonly #ring: Uint8Array;
  /** Of everything that was added, in bytes. */
  #length = 0;

  /** @param maxBytes - How much is kept. */
  constructor(maxBytes: number) {
    this.#ring = new Uint8Array(maxBytes);
  }

  /** Adds what was printed; what it pushes out is forgotten. */
  add(printed: Uint8Array): void {
    const size = this.#ring.length;
    const kept = printed.subarray(Math.max(0, printed.length - size));
    const start = (this.#length + printed.length - kept.length) % size;
    const untilEnd = kept.subarray(0, size - start);
    this.#ring.set(untilEnd, start);
    this.#ring.set(kept.subarray(untilEnd.length), 0);
    this.#length += printed.length;
  }

  /** What is kept, from its first whole character; what is no UTF-8 shows as U+FFFD. */
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

/** A UTF-8 character has at most three bytes that continue it: 10xxxxxx. */
function firstCharacter(bytes: Uint8Array): number {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0b1100_0000) === 0b1000_0000) start += 1;
  return start;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
