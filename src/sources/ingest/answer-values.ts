import { isTelemetryError } from '../../errors.js';
import type { Answer } from '../../transport/exchange.js';
import { refused, unexpected } from '../http/index.js';

/** A JSON object of an answer. Only its own properties are read: some have the name `__proto__`. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON answer. What `read` throws says what was expected, without any value of the answer.
 *
 * @throws TelemetryError `rejected` for a 4xx, `unexpected-answer` if `read` throws.
 */
export function readAnswer<T>(answer: Answer, read: (body: JsonObject) => T): T {
  if (answer.status >= 400) throw refused(answer);
  try {
    return read(objectOf(answer.json));
  } catch (thrown) {
    throw isTelemetryError(thrown) ? thrown : unexpected(answer, (thrown as Error).message);
  }
}

/** Expects a property, without which the answer is not one of this service. */
export function expectIn(object: JsonObject, name: string): void {
  if (!Object.hasOwn(object, name)) throw new TypeError(`not with \`${name}\``);
}

/** Reads a list of objects. The service writes an empty list as `null`. */
export function listIn<T>(object: JsonObject, name: string, read: (item: JsonObject) => T): T[] {
  const value = valueIn(object, name) ?? [];
  if (!Array.isArray(value)) throw new TypeError(`\`${name}\` is not a list`);
  return value.map((item) => read(objectOf(item)));
}

/** Reads a number. The service leaves out zeroes. */
export function numberIn(object: JsonObject, name: string): number {
  const value = valueIn(object, name) ?? 0;
  // JSON's 1e999 is read as Infinity.
  if (!Number.isFinite(value)) throw new TypeError(`\`${name}\` is not a number`);
  return value as number;
}

/** Reads a text. The service leaves out empty ones. */
export function textIn(object: JsonObject, name: string): string {
  const value = valueIn(object, name) ?? '';
  if (typeof value !== 'string') throw new TypeError(`\`${name}\` is not a text`);
  return value;
}

/** Expects one of these words. */
export function oneOf<Word extends string>(text: string, ...words: readonly Word[]): Word {
  if (!words.includes(text as Word)) throw new TypeError(`not with ${words.join(' or ')}`);
  return text as Word;
}

/** Reads a flag. The service leaves out `false`. */
export function flagIn(object: JsonObject, name: string): boolean {
  const value = valueIn(object, name) ?? false;
  if (typeof value !== 'boolean') throw new TypeError(`\`${name}\` is not a flag`);
  return value;
}

/** Reads a moment. */
export function momentIn(object: JsonObject, name: string): string {
  const moment = momentOf(textIn(object, name));
  if (moment === undefined) throw new TypeError(`\`${name}\` is not a moment`);
  return moment;
}

/**
 * Brings a moment of the service into the form of a stored record. One without a zone, such as `2026-11-21
 * 00:00:00.000`, is UTC. `undefined` for anything else.
 */
export function momentOf(text: string): string | undefined {
  const [, day, time, zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d{0,6}(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const moment = new Date(`${day}T${time}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

export function valueIn(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function objectOf(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not with an object');
  return value as JsonObject;
}
