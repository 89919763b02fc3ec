import { describe, expect, it } from 'vitest';
import { highestMedian, quantile, ratiosByRound, spreadOf } from './statistics.mjs';

describe('a quantile', () => {
  it.each([
    { values: [3], part: 0.9, is: 3 },
    { values: [10, 9, 1], part: 0.5, is: 9 },
    { values: [1, 2, 3, 10], part: 0.5, is: 2.5 },
    { values: [0, 100], part: 0.1, is: 10 },
    { values: [5, 1, 4, 2, 3], part: 0, is: 1 },
    { values: [5, 1, 4, 2, 3], part: 1, is: 5 },
  ])('of $values at $part is $is', ({ values, part, is }) => {
    expect(quantile(values, part)).toBeCloseTo(is);
  });

  it('leaves the values in their order, which is that of the rounds', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('of no values is refused', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});

describe('a spread', () => {
  it('has the middle and the eight of ten around it', () => {
    expect(spreadOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0])).toEqual({ median: 5, p10: 1, p90: 9 });
  });
});

describe('the highest median', () => {
  const alternating = (count: number): number[] => Array.from({ length: count }, (_, round) => round % 11);

  it('is the highest value where there are few', () => {
    expect(highestMedian([1, 2, 3])).toBe(3);
  });

  it('comes nearer to the median with every round', () => {
    const [few, many] = [highestMedian(alternating(22)), highestMedian(alternating(2_200))];
    expect(few).toBeGreaterThan(many);
    expect(many).toBeGreaterThanOrEqual(5);
    expect(many).toBeLessThanOrEqual(6);
  });
});

describe('ratios by round', () => {
  it('put each value beside the other of its round, not beside the middle of all', () => {
    expect(ratiosByRound([2, 30, 4], [1, 10, 8])).toEqual([2, 3, 0.5]);
  });

  it('of unequal rounds are refused', () => {
    expect(() => ratiosByRound([1, 2], [1])).toThrow('2 rounds beside 1');
  });
});
