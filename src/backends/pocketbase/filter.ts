import { TelemetryError } from '../../errors.js';

/**
 * Makes a PocketBase filter that tests equality, safe against injection in every version.
 *
 * A quote is escaped. A backslash, a control character and a lone surrogate are refused, because no literal with a
 * backslash means the same in all versions.
 *
 * @throws TelemetryError `invalid-record`
 */
export function equals(field: string, value: string): string {
  if (/[\\\u0000-\u001F\u007F\p{Surrogate}]/u.test(value)) {
    throw new TelemetryError('invalid-record', `${field}: expected no backslash and no control character`, {
      fields: { [field]: 'expected no backslash and no control character' },
    });
  }
  return `(${field}='${value.replaceAll("'", "\\'")}')`;
}
