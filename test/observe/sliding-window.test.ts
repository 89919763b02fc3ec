import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slidingWindow, type SlidingWindow, type TimeValue } from '../../src/observe/index.js';

const list = {
  initial: (): number[] => [],
  add: (items: number[], item: number): number[] => [...items, item],
};

function aWindow(lengthMs: number, bucketMs: number): SlidingWindow<number, number[]> {
  return slidingWindow({
    lengthMs,
    bucketMs,
    time: (item: number) => item,
    into: list,
    combine: (one, other) => [...one, ...other],
  });
}

describe('a sliding window', () => {
  it('holds the items of its last buckets, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 200 })),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: -100, max: 400 }),
        (times, count, bucketMs, at) => {
          const window = aWindow(count * bucketMs, bucketMs);
          const place = (time: number): number => Math.floor(time / bucketMs);
          let newest = -Infinity;
          const added = times.filter((time) => {
            const isIn = place(time) > newest - count;
            newest = Math.max(newest, place(time));
            expect(window.add(time)).toBe(isIn);
            return isIn;
          });
          const heldAt = (end: number): number[] =>
            added
              .filter((time) => place(time) > end - count)
              .map((time, order) => ({ time, order }))
              .sort((one, other) => place(one.time) - place(other.time) || one.order - other.order)
              .map(({ time }) => time);
          expect(window.value()).toEqual(heldAt(newest));
          expect(window.value(at)).toEqual(heldAt(Math.max(newest, place(at))));
        },
      ),
    );
  });

  it('keeps one value for each bucket, however many items come', () => {
    let made = 0;
    const window = slidingWindow({
      lengthMs: 60_000,
      bucketMs: 10_000,
      time: (item: number) => item,
      into: {
        initial: () => {
          made += 1;
          return 0;
        },
        add: (count) => count + 1,
      },
      combine: (one, other) => one + other,
    });
    for (let time = 0; time < 60_000; time += 1) window.add(time);
    expect(made).toBe(6);
    expect(window.value()).toBe(60_000);
    window.add(119_999);
    expect(window.value()).toBe(1);
  });

  it('is empty at first, and again when its items are old', () => {
    const window = aWindow(1000, 100);
    expect(window.value()).toEqual([]);
    window.add(5);
    expect(window.value(999)).toEqual([5]);
    expect(window.value(1000)).toEqual([]);
    expect(window.value()).toEqual([5]);
  });

  it.each([NaN, 'yesterday', undefined])('does not add an item at %s', (time) => {
    const window = slidingWindow({
      lengthMs: 10,
      bucketMs: 1,
      time: () => time as TimeValue,
      into: list,
      combine: (one) => one,
    });
    expect(window.add(1)).toBe(false);
  });

  it.each([
    [1000, 0, 'bucketMs'],
    [1000, 0.5, 'bucketMs'],
    [1000, 300, 'lengthMs'],
    [0, 300, 'lengthMs'],
    [10_001, 1, 'lengthMs'],
  ])('of %d ms in buckets of %d ms is refused', (lengthMs, bucketMs, field) => {
    expect(() => aWindow(lengthMs, bucketMs)).toThrow(
      expect.objectContaining({ code: 'invalid-options', fields: { [field]: expect.any(String) } }),
    );
  });

  it('does not end at something that is not a moment', () => {
    expect(() => aWindow(1, 1).value('noon')).toThrow(expect.objectContaining({ code: 'invalid-options' }));
  });
});
