/** A pattern and its replacement. */
export interface RedactionRule {
  /** Every match is replaced; the flags `g` and `y` and `lastIndex` have no effect. */
  readonly pattern: RegExp;
  /** A replacement string of `String.prototype.replace`: `$1` is the first group. */
  readonly replacement: string;
}
