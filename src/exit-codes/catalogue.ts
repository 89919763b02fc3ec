/** Information about an exit code. */
export interface ExitCodeEntry {
  /** The explanation, which is stored in a record's `error`. */
  readonly text: string;
  /** The group of exit codes, such as `apt-dpkg`. */
  readonly group?: string;
  /** The category of the failure, such as `network`. `contractCatalogue` has none. */
  readonly category?: string;
}

/**
 * Exit code → explanation. Use `contractCatalogue`, `todayCatalogue` or your own; a string is an entry with only a
 * text.
 *
 * @example
 * ```ts
 * import { contractCatalogue, type ExitCodeCatalogue } from '@community-scripts/telemetry/exit-codes';
 *
 * const catalogue: ExitCodeCatalogue = { ...contractCatalogue, 42: 'Our licence server said no' };
 * ```
 */
export type ExitCodeCatalogue = Readonly<Record<number, ExitCodeEntry | string>>;
