import { TelemetryError } from '../errors.js';

/** The error for one field that was refused here. */
export function invalidField(field: string, expected: string): TelemetryError {
  return new TelemetryError('invalid-record', `Invalid record: ${field}: ${expected}`, {
    fields: { [field]: expected },
  });
}
