import { unknownAmong } from './did-you-mean.js';
import { guarded, TelemetryError } from './errors.js';

/**
 * What an option must be, and how to say so. A check that throws is a no. `isDestination`: it says where reports go, so
 * that `undefined`, as an unset variable is, does not count as left out.
 */
export type Expectation = readonly [isValid: (value: unknown) => boolean, expected: string, isDestination?: true];

/** What each option must be, by name. */
export type Expectations<Name extends string = string> = Readonly<Record<Name, Expectation>>;

/**
 * Checks options by hand, since constructors are synchronous and valibot is not loaded yet.
 * An option left out, or `undefined`, is fine, but for one that says where reports go.
 *
 * @returns the options that are given, as they are now, and nothing they inherit: what Object.prototype was given is no option.
 * @throws TelemetryError `invalid-options`, naming every wrong option at once.
 */
export function checkOptions<T extends object>(owner: string, options: T, expectations: Expectations): T {
  const own = guarded(() => isObject(options) && { __proto__: null, ...options });
  let fields: Record<string, string> = own ? {} : { options: 'expected an object' };
  for (const [option, value] of Object.entries(own || {})) {
    const [isValid, expected, isDestination] = Object.hasOwn(expectations, option)
      ? (expectations[option] as Expectation)
      : [() => false, unknownAmong('option', option, Object.keys(expectations))];
    if (value === undefined && !isDestination) delete (own as T)[option as keyof T];
    // Written so that it holds for an option named __proto__ too.
    else if (!guarded(() => isValid(value)))
      fields = { ...fields, [option]: value === undefined ? `is undefined, ${expected}` : expected };
  }
  const problems = Object.entries(fields).map((entry) => entry.join(': '));
  if (own && problems.length === 0) return own;
  throw new TelemetryError('invalid-options', `${owner}: ${problems.join('; ')}`, { fields });
}

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
