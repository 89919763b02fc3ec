/** What is known of one exit code. */
export interface ExitCodeEntry {
  /** The explanation, as it is stored in a record's `error`. */
  readonly text: string;
  /** The family of codes it belongs to, such as `apt-dpkg`. */
  readonly group?: string;
  /** What kind of failure it is, such as `network`; the contract's own catalogue has none. */
  readonly category?: string;
}

/**
 * Exit code → explanation. Anybody's own is as good as the two that come with this package;
 * a plain text stands for an entry with nothing else.
 *
 * @example
 * ```ts
 * const catalogue: ExitCodeCatalogue = { ...contractCatalogue, 42: 'Our licence server said no' };
 * ```
 */
export type ExitCodeCatalogue = Readonly<Record<number, ExitCodeEntry | string>>;
