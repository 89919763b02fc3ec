import { TelemetryError } from '../../errors.js';

/**
 * A PocketBase filter that means equality and nothing else, on every generation.
 *
 * There is no literal with a backslash that means the same before and after 0.39.9, so values
 * with a backslash or a control character are refused, as half a surrogate pair is; a quote is escaped.
 *
 * @throws TelemetryError `invalid-record`
 * @see the contract, PocketBase, section 2.5
 */
export function equals(field: string, value: string): string {
  if (/[\\\u0000-\u001F\u007F\p{Surrogate}]/u.test(value)) {
    throw new TelemetryError('invalid-record', `${field}: expected no backslash and no control character`, {
      fields: { [field]: 'expected no backslash and no control character' },
    });
  }
  return `(${field}='${value.replaceAll("'", "\\'")}')`;
}
