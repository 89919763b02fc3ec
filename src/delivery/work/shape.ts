import { guarded } from '../../errors.js';

/** A property of an object; `undefined` if it is missing or reading it throws. */
export function propertyOf(value: unknown, name: string): unknown {
  return isObject(value) ? guarded(() => value[name]) : undefined;
}

/** A text property of an object; empty if it is missing. */
export function textOf(value: unknown, name: string): string {
  const text = propertyOf(value, name);
  return typeof text === 'string' ? text : '';
}

/** Whether an object has this property, whatever its value. */
export function hasProperty(value: unknown, name: string): boolean {
  return isObject(value) && guarded(() => name in value) === true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Whether this looks like an error. An error of another realm (a vm context, Jest) is not an instance of this `Error`,
 * and Bun's DOMException has no stack.
 */
export function isError(value: unknown): boolean {
  const tag = guarded(() => Object.prototype.toString.call(value));
  if (tag === '[object Error]' || tag === '[object DOMException]') return true;
  return typeof propertyOf(value, 'message') === 'string' && typeof propertyOf(value, 'stack') === 'string';
}

/** Whether this is a promise, of any library. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof propertyOf(value, 'then') === 'function';
}
