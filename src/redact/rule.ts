/** What is replaced by what. */
export interface RedactionRule {
  /** Every match is replaced, whatever the flags `g` and `y` and `lastIndex` say. */
  readonly pattern: RegExp;
  /** As `String.prototype.replace` takes it: `$1` is the pattern's first group. */
  readonly replacement: string;
}
