import { TelemetryError } from '../errors.js';

/** Throws a TelemetryError `invalid-options` that names the option, if it is not valid. */
export function checkOption(operator: string, option: string, isValid: boolean, expected: string): asserts isValid {
  if (isValid) return;
  throw new TelemetryError('invalid-options', `${operator}: ${option}: ${expected}`, {
    fields: { [option]: expected },
  });
}
