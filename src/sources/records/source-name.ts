import type { Expectation } from '../../option-check.js';

/** The name of a source of records. */
export interface SourceNameOption {
  /**
   * Tells this source from others of its kind: in `health`, in `merge` and in keys of TanStack Query.
   * @defaultValue the kind of the source, such as `pocketbase`
   */
  name?: string | undefined;
}

/** The check of the option. */
export const SOURCE_NAME_EXPECTATION: Expectation = [
  (name) => typeof name === 'string' && name !== '',
  'expected a text that is not empty',
];
