import { unknownAmong } from './did-you-mean.js';
import { guarded, TelemetryError } from './errors.js';

/**
 * The check of an option and its description. A check that throws fails. `isDestination`: the option says where reports
 * go, so `undefined`, as from an unset variable, does not count as left out.
 */
export type Expectation = readonly [isValid: (value: unknown) => boolean, expected: string, isDestination?: true];

/** The checks of all options, by name. */
export type Expectations<Name extends string = string> = Readonly<Record<Name, Expectation>>;

/**
 * Checks options. An option may be left out or `undefined`, except one that says where reports go.
 *
 * @returns a copy of the given options, without inherited ones: a polluted Object.prototype must not set options.
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 */
export function checkOptions<T extends object>(owner: string, options: T, expectations: Expectations): T {
  const own = guarded(() => isObject(options) && { __proto__: null, ...options });
  let fields: Record<string, string> = own ? {} : { options: 'expected an object' };
  for (const [option, value] of Object.entries(own || {})) {
    const [isValid, expected, isDestination] = Object.hasOwn(expectations, option)
      ? (expectations[option] as Expectation)
      : [() => false, unknownAmong('option', option, Object.keys(expectations))];
    if (value === undefined && !isDestination) delete (own as T)[option as keyof T];
    // A spread, because an assignment would not set an option named __proto__.
    else if (!guarded(() => isValid(value)))
      fields = { ...fields, [option]: value === undefined ? `is undefined, ${expected}` : expected };
  }
  const problems = Object.entries(fields).map((entry) => entry.join(': '));
  if (own && problems.length === 0) return own;
  throw new TelemetryError('invalid-options', `${owner}: ${problems.join('; ')}`, { fields });
}

/** Expects an integer in this range. */
export function integer(min: number, max: number): Expectation {
  return [
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    `expected an integer from ${min} to ${max}`,
  ];
}

/** Expects a number of things. */
export const aCount: Expectation = [
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'expected an integer from 0',
];

/** Expects a function. */
export const aFunction: Expectation = [(value) => typeof value === 'function', 'expected a function'];

/** Expects an object with these methods. */
export function anObject(what: string, ...methods: readonly string[]): Expectation {
  const isValid = (value: unknown): boolean =>
    isObject(value) && methods.every((method) => typeof value[method] === 'function');
  return [isValid, `expected ${what}`];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
