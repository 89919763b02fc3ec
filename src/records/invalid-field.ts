import { TelemetryError } from '../errors.js';

/** Says of a value what it may be. A value is quoted only where it is a word, which is no secret. */
export function notOneOf(value: unknown, known: readonly string[]): string {
  const quoted = typeof value === 'string' && /^[a-z]{1,12}$/i.test(value) ? `\`${value}\` ` : '';
  return `${quoted}is not one of ${known.join(', ')}`;
}

/** The error for one field that was refused here. */
export function invalidField(field: string, expected: string): TelemetryError {
  return new TelemetryError('invalid-record', `Invalid record: ${field}: ${expected}`, {
    fields: { [field]: expected },
  });
}
