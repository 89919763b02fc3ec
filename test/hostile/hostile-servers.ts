import fc from 'fast-check';
import type { TransportFunction } from '../../src/index.js';
import { RECORD_ID } from './good-server.js';
import { anything, Made, mostly, objectOf, oneOf, plain, thrower, value } from './hostile-values.js';

const randomIds = fc.constantFrom<unknown>('7a1c0f52-6f0e', 'another-one', 5);

const ids = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(RECORD_ID, 'x', '..', 'a/b', '', 'x'.repeat(129), 5, null, ['x']) },
  { weight: 1, arbitrary: fc.string() },
);

const fieldProblems = fc.dictionary(
  fc.constantFrom('random_id', 'id', 'nsapp', '__proto__', 'constructor', 'a b', 'x'.repeat(70)),
  fc.oneof(
    fc.record({ code: fc.constantFrom<unknown>('validation_not_unique', 'validation_required', 'no code', 5) }),
    fc.jsonValue(),
  ),
);

/** Something like what a PocketBase says, as JSON text. */
export const almostPocketBase: fc.Arbitrary<string> = fc
  .oneof(
    fc.record({ id: ids, random_id: randomIds }, { requiredKeys: [] }),
    fc.record({
      items: fc.oneof(
        fc.array(fc.record({ id: ids, random_id: randomIds, status: fc.string() }, { requiredKeys: ['id', 'status'] })),
        fc.jsonValue(),
      ),
    }),
    fc.record({ code: fc.nat(), data: fc.oneof(fieldProblems, fc.jsonValue()) }),
  )
  .map((json) => JSON.stringify(json));

/** Any text an answer may consist of. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: almostPocketBase },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '<html><body>log in to the hotel</body></html>',
      '{"__proto__": {"id": "abc", "polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
      '{"data": {"__proto__": {"code": "validation_not_unique"}}}',
      '{"id": 1e400}',
      `{"id": ${'9'.repeat(400)}}`,
      '[null]',
      '{"items": [null]}',
      '{"items": {"length": 1, "0": {"id": "abc"}}}',
      '\uFEFF{"id": "abc"}',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `${'{"data":'.repeat(5_000)}0${'}'.repeat(5_000)}`,
      `{"id": "${'x'.repeat(3_000)}"}`,
      '{"id": "abc"',
    ),
  },
);

/** How an answer's body comes: as a text, in pieces, or not as one should think. */
const body: fc.Arbitrary<Made> = fc.oneof(
  { weight: 5, arbitrary: text.map(plain) },
  {
    weight: 3,
    arbitrary: fc
      .oneof(
        text.map((text) => new TextEncoder().encode(text)),
        fc.uint8Array(),
      )
      .map(inPieces),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      plain(null),
      plain(undefined),
      new Made('bytes', () => new TextEncoder().encode('{"id":"abc"}')),
      new Made(
        'a stream that breaks',
        () => new ReadableStream({ pull: (controller) => controller.error(new Error()) }),
      ),
      new Made('a stream of texts', () => new Response('{}').body?.pipeThrough(new TextDecoderStream() as never)),
      new Made('a stream that never ends', () => new ReadableStream({ pull: () => new Promise(() => undefined) })),
      new Made('a stream somebody reads', () => {
        const stream = inPieces(new Uint8Array(3)).make() as ReadableStream;
        stream.getReader();
        return stream;
      }),
      new Made('a reader that stays and cannot be told to stop', () => readerOf({ cancel: () => undefined })),
      new Made('a reader that stays and throws when told to stop', () =>
        readerOf({
          cancel: () => {
            throw new Error('no');
          },
        }),
      ),
      new Made('a reader of nonsense', () => readerOf({ read: async () => ({ done: false, value: undefined }) })),
    ),
  },
  { weight: 1, arbitrary: fc.oneof(value, thrower) },
);

function readerOf(own: object): object {
  const never = (): Promise<never> => new Promise(() => undefined);
  return { getReader: () => ({ read: never, cancel: never, ...own }) };
}

function inPieces(bytes: Uint8Array): Made {
  return new Made(`a stream of ${bytes.length} bytes`, () => {
    let read = 0;
    return new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (read >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(read, (read += 1 + (bytes.length >> 2))));
      },
    });
  });
}

const headers: fc.Arbitrary<Made> = mostly(
  fc.constantFrom(
    plain({}),
    plain(undefined),
    plain({ 'Retry-After': '0' }),
    plain({ 'retry-after': '-1' }),
    plain({ location: '/elsewhere' }),
    plain({ location: 'https://else.example/' }),
    new Made('Headers', () => new Headers({ location: '//pb.example/x', 'retry-after': '999999999' })),
    new Made('a map', () => new Map([['location', 'http://']])),
    new Made('headers that cannot be asked', () => ({
      get: () => {
        throw new Error('no');
      },
    })),
  ),
  value,
  thrower,
);

const status = mostly(
  fc.oneof(oneOf(200, 201, 204, 400, 401, 404, 413, 429, 500, 503, 301, 307, 308, 0, 100), fc.nat(700).map(plain)),
  oneOf(Number.NaN, Infinity, -200, 200.5, '200', 2n),
  thrower,
);

/** What becomes of one request, as a transport sees it; `isRejected` where `made` is thrown. */
export interface Fate {
  readonly how: 'resolves' | 'returns' | 'rejects' | 'throws' | 'never';
  readonly made: Made;
}

/** Any way a transport may treat a request. */
export const fate: fc.Arbitrary<Fate> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      how: fc.constantFrom('resolves' as const, 'returns' as const),
      made: fc.record({ status, headers, body }).map((made) => objectOf(made)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      how: fc.constantFrom('resolves' as const, 'returns' as const, 'rejects' as const, 'throws' as const),
      made: anything,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ how: 'never' as const, made: plain(undefined) }) },
);

/** A transport that treats one request after the other so; the last fate stands. */
export function transportOf(fates: readonly Fate[]): TransportFunction {
  let asked = 0;
  return (() => {
    const { how, made } = fates[Math.min(asked++, fates.length - 1)] as Fate;
    if (how === 'never') return new Promise(() => undefined);
    if (how === 'returns') return made.make();
    if (how === 'throws') throw made.make();
    const promise = (async () => {
      if (how === 'rejects') throw made.make();
      return made.make();
    })();
    promise.catch(() => undefined);
    return promise;
  }) as unknown as TransportFunction;
}
