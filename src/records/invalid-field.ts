import { TelemetryError } from '../errors.js';

/** Describes an unlisted value. Quotes it only if it is a short word, which cannot be a secret. */
export function notOneOf(value: unknown, known: readonly string[]): string {
  const quoted = typeof value === 'string' && /^[a-z]{1,12}$/i.test(value) ? `\`${value}\` ` : '';
  return `${quoted}is not one of ${known.join(', ')}`;
}

/** Makes the error for one invalid field. */
export function invalidField(field: string, expected: string): TelemetryError {
  return new TelemetryError('invalid-record', `Invalid record: ${field}: ${expected}`, {
    fields: { [field]: expected },
  });
}
