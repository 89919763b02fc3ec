import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTelemetryError } from '../../src/errors.js';
import { bucketBy, countBy, distinctBy, rate, rateOf, topN } from '../../src/observe/index.js';
import { kindsOf, later } from './kinds-of-items.js';

const HOSTILE = ['__proto__', 'constructor', 'toString', '', '0', 'plex'];
const key = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 2 }));
const items = fc.array(fc.record({ key, value: fc.integer({ min: -3, max: 3 }) }));

interface Item {
  readonly key: string;
  readonly value: number;
}

/** Runs an operator on each kind of items. */
async function onEveryKind<R>(
  given: readonly Item[],
  now: (items: ReturnType<typeof kindsOf<Item>>['now'][number]) => R,
  promised: (items: AsyncIterable<Item>) => Promise<R>,
): Promise<R[]> {
  const kinds = kindsOf(given);
  return [...kinds.now.map(now), await promised(kinds.later)];
}

describe('countBy', () => {
  it('counts as a plain loop does, whatever the keys and the kind of items', async () => {
    await fc.assert(
      fc.asyncProperty(items, async (given) => {
        const counted = await onEveryKind(
          given,
          (some) => countBy(some, (item) => item.key),
          (some) => countBy(some, (item) => item.key),
        );
        const keys = [...new Set(given.map((item) => item.key))];
        const expected = keys.map((one) => [one, given.filter((item) => item.key === one).length]);
        for (const counts of counted) expect([...counts]).toEqual(expected);
      }),
    );
  });

  it('takes a Set, the values of a Map and a generator', () => {
    expect(countBy(new Set([1, 2, 3]), (n) => n % 2)).toEqual(
      new Map([
        [1, 2],
        [0, 1],
      ]),
    );
    expect(countBy(new Map([['a', true]]).values(), String).get('true')).toBe(1);
    expect(
      countBy(
        (function* () {
          yield 'a';
        })(),
        (text) => text,
      ).get('a'),
    ).toBe(1);
  });

  it('takes something that can be read at once and later as something that can be read at once', () => {
    const both = Object.assign(['a', 'a'], { [Symbol.asyncIterator]: () => later(['b'])[Symbol.asyncIterator]() });
    expect(countBy(both, (text) => text)).toEqual(new Map([['a', 2]]));
  });

  it('has one key for NaN and one for undefined', () => {
    expect([...countBy([NaN, undefined, NaN, undefined], (value) => value)]).toEqual([
      [NaN, 2],
      [undefined, 2],
    ]);
  });

  it('closes what it reads when the key cannot be read, and fails as the key did', async () => {
    let closed = 0;
    async function* endless(): AsyncGenerator<number, void> {
      try {
        for (;;) yield 1;
      } finally {
        closed += 1;
      }
    }
    const counting = countBy(endless(), () => {
      throw new Error('no key');
    });
    await expect(counting).rejects.toThrow('no key');
    expect(closed).toBe(1);
  });

  it('rejects as the items do', async () => {
    async function* broken(): AsyncGenerator<number, void> {
      yield 1;
      throw new Error('cut');
    }
    await expect(countBy(broken(), String)).rejects.toThrow('cut');
  });
});

it.each([undefined, null, 7, {}, Promise.resolve([]), { items: undefined }, { items: {} }])(
  'an operator says what it can count where it is given %s',
  (items) => {
    const refused = (operator: string): Error =>
      expect.objectContaining({
        code: 'invalid-options',
        message: `${operator}: items: expected an iterable, an async iterable or a snapshot; await a promise of one`,
      }) as Error;
    const given = items as unknown[];
    expect(() => countBy(given, String)).toThrow(refused('countBy'));
    expect(() => distinctBy(given, String)).toThrow(refused('distinctBy'));
    expect(() => topN(given, 1, Number)).toThrow(refused('topN'));
    expect(() => rate(given, { numerator: Boolean })).toThrow(refused('rate'));
    expect(() => bucketBy(given, { every: 'day', time: String })).toThrow(refused('bucketBy'));
  },
);

describe('distinctBy', () => {
  it('keeps the first item of each key, in order', async () => {
    await fc.assert(
      fc.asyncProperty(items, async (given) => {
        const expected = given.filter((item, place) => given.findIndex((other) => other.key === item.key) === place);
        const results = await onEveryKind(
          given,
          (some) => distinctBy(some, (item) => item.key),
          (some) => distinctBy(some, (item) => item.key),
        );
        for (const result of results) expect(result).toEqual(expected);
      }),
    );
  });
});

describe('topN', () => {
  it('gives what sorting everything would give', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 0, max: 12 }), async (given, n) => {
        const expected = [...given].sort((one, other) => other.value - one.value).slice(0, n);
        const results = await onEveryKind(
          given,
          (some) => topN(some, n, (item) => item.value),
          (some) => topN(some, n, (item) => item.value),
        );
        for (const result of results) expect(result).toEqual(expected);
      }),
    );
  });

  it('ranks NaN last, with minus infinity', () => {
    expect(topN([NaN, -Infinity, 3, Infinity, Infinity], 5, (value) => value)).toEqual([
      Infinity,
      Infinity,
      3,
      NaN,
      -Infinity,
    ]);
  });

  it('finds items that come last', () => {
    const ascending = Array.from({ length: 10_000 }, (_, place) => place);
    expect(topN(ascending, 3, (value) => value)).toEqual([9999, 9998, 9997]);
  });

  it.each([-1, 1.5, NaN, Infinity, '3'])('refuses %s items', (n) => {
    expect(() => topN([1], n as number, Number)).toThrow(
      expect.objectContaining({ code: 'invalid-options', fields: { n: expect.any(String) } }),
    );
  });
});

describe('rate', () => {
  it('has its numerator and denominator, as filtering would count them', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 0, max: 5 }), async (given, minRuns) => {
        const options = {
          numerator: ({ value }: Item) => value > 0,
          denominator: ({ value }: Item) => value !== 0,
          minRuns,
        };
        const denominator = given.filter(options.denominator).length;
        const numerator = given.filter(options.denominator).filter(options.numerator).length;
        const expected = denominator === 0 || denominator < minRuns ? undefined : numerator / denominator;
        const results = await onEveryKind(
          given,
          (some) => rate(some, options),
          (some) => rate(some, options),
        );
        for (const result of results) expect(result).toEqual({ numerator, denominator, rate: expected });
      }),
    );
  });

  it.each([
    { numerator: 0, denominator: 0, minRuns: undefined, expected: undefined },
    { numerator: 0, denominator: 0, minRuns: 0, expected: undefined },
    { numerator: 0, denominator: 1, minRuns: undefined, expected: 0 },
    { numerator: 3, denominator: 4, minRuns: 4, expected: 0.75 },
    { numerator: 3, denominator: 4, minRuns: 5, expected: undefined },
  ])('of $numerator in $denominator with at least $minRuns runs is $expected', (row) => {
    expect(rateOf(row.numerator, row.denominator, row.minRuns).rate).toBe(row.expected);
  });

  it('counts every item without a denominator', () => {
    expect(rate([1, 2, 3, 4], { numerator: (value) => value > 3 })).toEqual({
      numerator: 1,
      denominator: 4,
      rate: 0.25,
    });
  });
});

it('names what a refused option should be', () => {
  try {
    topN([], -1, Number);
    expect.unreachable();
  } catch (error) {
    expect(isTelemetryError(error) && error.message).toBe('topN: n: expected an integer from 0');
  }
});
