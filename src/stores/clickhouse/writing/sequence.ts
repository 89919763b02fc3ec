const RANGE_BITS = 64;

/** Numbers that no other report has: counted from a random one of 2^64. */
export class Sequence {
  #next: bigint = BigInt.asUintN(RANGE_BITS, crypto.getRandomValues(new BigUint64Array(1))[0] as bigint);

  /** The next number, in decimal digits. */
  next(): string {
    const next = this.#next;
    this.#next = BigInt.asUintN(RANGE_BITS, next + 1n);
    return String(next);
  }
}
