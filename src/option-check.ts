import { TelemetryError } from './errors.js';

/** What an option must be, and how to say so. */
export type Expectation = readonly [isValid: (value: unknown) => boolean, expected: string];

/** What each option must be, by name. */
export type Expectations<Name extends string = string> = Readonly<Record<Name, Expectation>>;

/**
 * Checks options by hand, since constructors are synchronous and valibot is not loaded yet.
 * An option left out, or `undefined`, is fine.
 *
 * @returns the options as they are now, and nothing they inherit: what Object.prototype was given is no option.
 * @throws TelemetryError `invalid-options`, naming every wrong option at once.
 */
export function checkOptions<T extends object>(owner: string, options: T, expectations: Expectations): T {
  const isGiven = isObject(options);
  const own = { __proto__: null, ...(isGiven && options) } as T;
  const fields: Record<string, string> = isGiven ? {} : { options: 'expected an object' };
  for (const [option, value] of Object.entries(own)) {
    const [isValid, expected] = Object.hasOwn(expectations, option) ? (expectations[option] as Expectation) : UNKNOWN;
    if (value !== undefined && !isValid(value)) fields[option] = expected;
  }
  const problems = Object.entries(fields).map((entry) => entry.join(': '));
  if (problems.length > 0) throw new TelemetryError('invalid-options', `${owner}: ${problems.join('; ')}`, { fields });
  return own;
}

const UNKNOWN: Expectation = [() => false, 'is no option'];

/** An integer of the given range. */
export function integer(min: number, max: number): Expectation {
  return [
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    `expected an integer from ${min} to ${max}`,
  ];
}

/** A function. */
export const aFunction: Expectation = [(value) => typeof value === 'function', 'expected a function'];

/** An object with these methods. */
export function anObject(what: string, ...methods: readonly string[]): Expectation {
  const isValid = (value: unknown): boolean =>
    isObject(value) && methods.every((method) => typeof value[method] === 'function');
  return [isValid, `expected ${what}`];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
