import fc from 'fast-check';

/** A value that is made when it is needed: what is hostile can be neither printed nor kept. */
export class Made {
  readonly what: string;
  readonly make: () => unknown;
  /** Whether it is thrown by a getter wherever it is a property. */
  readonly isThrown: boolean;

  constructor(what: string, make: () => unknown, { isThrown = false } = {}) {
    this.what = what;
    this.make = make;
    this.isThrown = isThrown;
  }

  [fc.toStringMethod](): string {
    return this.what;
  }
}

/** A value that anybody could print. */
export function plain(value: unknown): Made {
  return new Made(fc.stringify(value), () => value);
}

/** One of these values. */
export function oneOf(...values: readonly unknown[]): fc.Arbitrary<Made> {
  return fc.constantFrom(...values.map(plain));
}

function no(): never {
  throw new Error('no');
}

/** Whoever touches it gets an error, which is such a thing itself. */
const untouchable: object = new Proxy(() => undefined, {
  apply: () => throwIt(),
  construct: () => throwIt(),
  get: () => throwIt(),
  set: () => throwIt(),
  has: () => throwIt(),
  ownKeys: () => throwIt(),
  getPrototypeOf: () => throwIt(),
  getOwnPropertyDescriptor: () => throwIt(),
});

function throwIt(): never {
  throw untouchable as Error;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function circle(): object {
  const self: Record<string, unknown> = {};
  return Object.assign(self, { self, exitCode: self, cause: self, status: self });
}

/** An error that says it is one of ours, and cannot be read further. */
function forgedError(code: string | (() => never)): Error {
  const error = Object.assign(new Error('forged'), { name: 'TelemetryError' });
  const property = typeof code === 'string' ? { value: code } : { get: code };
  return Object.defineProperty(error, 'code', { ...property, enumerable: true });
}

const THENABLES: readonly Made[] = [
  new Made('a thenable that throws', () => ({ then: no })),
  new Made('a thenable whose then cannot be read', () => Object.defineProperty({}, 'then', { get: no })),
  new Made('a thenable that resolves, rejects and throws', () => ({
    then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
      resolve(5);
      reject(new Error('late'));
      no();
    },
  })),
  new Made('a promise', () => Promise.resolve('kept')),
  new Made('a promise that rejects', () => seen(Promise.reject(new Error('broken')))),
  new Made('a promise that rejects later', () => seen(brokenLater())),
];

async function brokenLater(): Promise<never> {
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error('broken');
}

/** What nobody waits for is no complaint of the process; what is made of it is. */
function seen<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

const BEYOND_READING: readonly Made[] = [
  new Made('an untouchable', () => untouchable),
  new Made('a revoked proxy', revoked),
  new Made('an object in circles', circle),
  new Made('an object without a prototype', () => Object.assign(Object.create(null) as object, { code: 5 })),
  new Made('an object that is no text', () => ({ toString: no, valueOf: no, toJSON: no })),
  new Made('an error that cannot be read', () =>
    Object.defineProperties(new Error('x'), { message: { get: no }, code: { get: no }, cause: { get: no } }),
  ),
  new Made('an error of our name', () => forgedError('timed-out')),
  new Made('an error of our name with a code of its own', () => forgedError('melted')),
  new Made('an error of our name without a code to read', () => forgedError(no)),
  new Made('a symbol', () => Symbol('s')),
  new Made('a function', () => no),
  new Made('a class', () => class {}),
  new Made('a big integer', () => 2n ** 64n),
  new Made('NaN', () => Number.NaN),
  new Made('an invalid date', () => new Date(Number.NaN)),
  new Made('a map', () => new Map([['random_id', 'in-a-map-00']])),
  new Made('half a surrogate pair', () => '\uD83D'),
  new Made('an object with a __proto__ of its own', () => JSON.parse('{"__proto__": {"polluted": true}}') as unknown),
];

/** Throws where it is a property. */
export const thrower: fc.Arbitrary<Made> = fc.constantFrom(
  new Made('a getter that throws', () => new Error('no'), { isThrown: true }),
  new Made('a getter that throws an untouchable', () => untouchable, { isThrown: true }),
  new Made('a getter that throws an error of our name', () => forgedError('timed-out'), { isThrown: true }),
  new Made('a getter that throws an error of our name without a code to read', () => forgedError(no), {
    isThrown: true,
  }),
);

/** Whatever is no thenable and leads nobody astray by being read twice. */
export const value: fc.Arbitrary<Made> = fc.oneof(
  fc
    .anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    })
    .map(plain),
  fc.constantFrom(...BEYOND_READING),
);

/** Whatever there is, thenables included; none of them takes for ever. */
export const anything: fc.Arbitrary<Made> = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 1, arbitrary: fc.constantFrom(...THENABLES) },
);

/** An object of these properties, each of which may be missing; some cannot be read. */
export function anObjectOf(properties: Readonly<Record<string, fc.Arbitrary<Made>>>): fc.Arbitrary<Made> {
  return fc.record(properties, { requiredKeys: [] }).map((made) => objectOf(made));
}

export function objectOf(properties: Readonly<Record<string, Made | undefined>>): Made {
  const given = Object.entries(properties).filter((entry): entry is [string, Made] => entry[1] !== undefined);
  const what = `{ ${given.map(([name, { what }]) => `${JSON.stringify(name)}: ${what}`).join(', ')} }`;
  return new Made(what, () => {
    const object = {};
    for (const [name, { make, isThrown }] of given) {
      const descriptor = isThrown
        ? {
            get: () => {
              throw make();
            },
          }
        : { value: make(), writable: true };
      Object.defineProperty(object, name, { ...descriptor, enumerable: true, configurable: true });
    }
    return object;
  });
}

/** Mostly the first, so that what comes after it is reached too. */
export function mostly(usual: fc.Arbitrary<Made>, ...others: readonly fc.Arbitrary<Made>[]): fc.Arbitrary<Made> {
  return fc.oneof(
    { weight: 4 * others.length, arbitrary: usual },
    ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

/** What only looks like an AbortSignal, and a few that are one. */
export const signal: fc.Arbitrary<Made> = fc.constantFrom(
  new Made('no signal', () => undefined),
  new Made('null', () => null),
  new Made('a text', () => 'stop'),
  new Made('a signal', () => new AbortController().signal),
  new Made('a signal that has fired', () => AbortSignal.abort(new Error('enough'))),
  new Made('a signal that has fired with an untouchable', () => AbortSignal.abort(untouchable)),
  new Made('a signal that fires soon', () => AbortSignal.timeout(1)),
  new Made('a proxy of a signal', () => new Proxy(new AbortController().signal, {})),
  new Made('an untouchable', () => untouchable),
  new Made('a signal that lets nobody listen', () => ({
    aborted: false,
    addEventListener: no,
    removeEventListener: no,
  })),
  new Made('a signal that lets nobody leave', () => ({
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: no,
  })),
  new Made('a signal that cannot say whether it has fired', () => ({
    get aborted() {
      return no();
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })),
  new Made('a signal that lies about having fired', () => ({
    aborted: 'yes',
    get reason() {
      return no();
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })),
  new Made('a signal that fires while one begins to listen, again and again', () => ({
    aborted: false,
    addEventListener: (_type: string, listener: { handleEvent(): void }) => {
      listener.handleEvent();
      setImmediate(() => listener.handleEvent());
    },
    removeEventListener: () => undefined,
  })),
);
