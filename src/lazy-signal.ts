import type { Abortable } from './until-aborted.js';

/** What has an AbortSignal, or makes one when it is read. */
export interface Cancellable {
  readonly signal: AbortSignal;
}

/** Returns the object that it is given, so that a class derived from it adds a private field to any object. */
class Given {
  constructor(given: object) {
    return given;
  }
}

/** The source of an object's `signal`, in a private field: a copy of the object, which may get another signal, lacks it. */
class Source extends Given {
  readonly #source: Abortable;

  constructor(given: object, source: Abortable) {
    super(given);
    this.#source = source;
  }

  static of(given: object): Abortable | undefined {
    return #source in given ? given.#source : undefined;
  }
}

/** Remembers what an object's `signal` is made from, so that code of this package need not make it. */
export function madeFrom<T extends Cancellable>(source: Abortable, given: T): T {
  return new Source(given, source) as unknown as T;
}

/** What to listen to: what the signal is made from if that is known, because an AbortSignal is costly. */
export function abortableOf(given: Cancellable): Abortable {
  return Source.of(given) ?? given.signal;
}
