import { invalidQuery } from './check-query.js';

/**
 * Checks the key that `get` is called with. An empty one is valid, and no record has it: nothing need be asked.
 *
 * @throws TelemetryError `invalid-query` for what is not a text, such as the `undefined` of a variable that is not set.
 */
export function checkKey(key: unknown): string {
  if (typeof key === 'string') return key;
  throw invalidQuery({ key: 'expected the random_id, execution_id or record_id of a record' });
}
