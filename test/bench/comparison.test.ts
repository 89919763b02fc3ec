import { describe, expect, it } from 'vitest';
import { comparisonOf } from './comparison.mjs';
import type { Goal } from './measure.js';

/** Ten rounds in each of which this build takes `ratio` of the other, on a machine that grows slower. */
function rounds(ratio: number, control = 1): Parameters<typeof comparisonOf>[1] {
  const copy = Array.from({ length: 10 }, (_, round) => 100 + 50 * round);
  const own = copy.map((value) => value * control);
  return { copy, this: own, other: own.map((value) => value / ratio) };
}

function verdictOf(goal: Goal | undefined, samples: Parameters<typeof comparisonOf>[1]): string {
  return comparisonOf({ what: 'CPU', unit: 'µs', ...(goal && { goal }) }, samples).verdict;
}

describe('a comparison', () => {
  it.each([
    { goal: { ratio: 0.8 }, ratio: 0.79, verdict: 'held' },
    { goal: { ratio: 0.8 }, ratio: 0.81, verdict: 'missed' },
    { goal: { ratio: 1, plusNoise: true }, ratio: 1.01, verdict: 'missed' },
    { goal: undefined, ratio: 9, verdict: 'no goal' },
  ] as const)('with the goal $goal and $ratio of the other build is $verdict', ({ goal, ratio, verdict }) => {
    expect(verdictOf(goal, rounds(ratio))).toBe(verdict);
  });

  it.each([
    { control: 1.05, verdict: 'held' },
    { control: 0.95, verdict: 'missed' },
  ])('may be as far above its goal as the control, $control, where noise counts: $verdict', ({ control, verdict }) => {
    expect(verdictOf({ ratio: 1, plusNoise: true }, rounds(1.04, control))).toBe(verdict);
    expect(verdictOf({ ratio: 1 }, rounds(1.04, control))).toBe('missed');
  });

  it.each([
    { limit: 326, verdict: 'held' },
    { limit: 325, verdict: 'missed' },
  ])('with a limit of $limit of its own and a median of 325 is $verdict', ({ limit, verdict }) => {
    expect(verdictOf({ limit }, rounds(3))).toBe(verdict);
  });

  it('is of the rounds, so that a slower machine changes no ratio', () => {
    const { ratio, control } = comparisonOf({ what: 'CPU', unit: 'µs' }, rounds(1.5));
    for (const value of Object.values(ratio)) expect(value).toBeCloseTo(1.5);
    for (const value of Object.values(control)) expect(value).toBeCloseTo(1);
  });
});
