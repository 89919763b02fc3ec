import { TelemetryError } from './errors.js';

/** What an option must be, and how to say so. */
export interface Expectation {
  readonly isValid: (value: unknown) => boolean;
  readonly expected: string;
}

/**
 * Checks options by hand, since constructors are synchronous and valibot is not loaded yet.
 * An option left out, or `undefined`, is fine.
 *
 * @throws TelemetryError `invalid-options`, naming every wrong option at once.
 */
export function checkOptions(
  owner: string,
  options: unknown,
  expectations: Readonly<Record<string, Expectation>>,
): void {
  const problems =
    typeof options === 'object' && options !== null
      ? problemsOf(options, expectations)
      : { options: 'expected an object' };
  const list = Object.entries(problems).map(([option, problem]) => `${option}: ${problem}`);
  if (list.length === 0) return;
  throw new TelemetryError('invalid-options', `${owner}: ${list.join('; ')}`, { fields: problems });
}

function problemsOf(options: object, expectations: Readonly<Record<string, Expectation>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([option, value]) => {
      if (!Object.hasOwn(expectations, option))
        return [[option, `is no option; there are ${Object.keys(expectations).join(', ')}`]];
      const { isValid, expected } = expectations[option] as Expectation;
      return value === undefined || isValid(value) ? [] : [[option, expected]];
    }),
  );
}

/** An integer of the given range. */
export function integer(min: number, max: number, unit = ''): Expectation {
  return {
    isValid: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    expected: `expected an integer from ${min} to ${max}${unit}`,
  };
}

/** A function. */
export const aFunction: Expectation = {
  isValid: (value) => typeof value === 'function',
  expected: 'expected a function',
};

/** An object with these methods. */
export function anObjectWith(...methods: readonly string[]): Expectation {
  return {
    isValid: (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function'),
    expected: ['expected an object', ...methods.map((method) => `${method}()`)].join(' with '),
  };
}
