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

/** What can be listened to, and makes an AbortSignal when that is read. */
export interface SignalSource extends Cancellable, Abortable {}

/** The source of an object's `signal`, in a private field: a copy of the object, which may get another signal, lacks it. */
class Source extends Given {
  readonly #source: SignalSource;

  constructor(given: object, source: SignalSource) {
    super(given);
    this.#source = source;
  }

  static of(given: object): SignalSource | undefined {
    return #source in given ? given.#source : undefined;
  }

  /** One getter for all objects: with one each they cost four times as much. */
  static readonly signal: PropertyDescriptor & ThisType<Source> = {
    enumerable: true,
    configurable: true,
    get() {
      return this.#source.signal;
    },
  };
}

/** Gives an object its own `signal`, which is made when it is read: an AbortSignal is costly. */
export function withLazySignal<T extends object>(source: SignalSource, given: T): T & Cancellable {
  return Object.defineProperty(new Source(given, source), 'signal', Source.signal) as unknown as T & Cancellable;
}

/** Gives an object the `signal` of another one, made when it is read if the other one's is. */
export function withSignalOf<T extends object>(other: Cancellable, given: T): T & Cancellable {
  const source = Source.of(other);
  return source === undefined ? { ...given, signal: other.signal } : withLazySignal(source, given);
}

/** What to listen to: what the signal is made from if that is known. */
export function abortableOf(given: Cancellable): Abortable {
  return Source.of(given) ?? given.signal;
}
