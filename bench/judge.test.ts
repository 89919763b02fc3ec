import { describe, expect, it } from 'vitest';
import { inDigits, judge } from './judge.mjs';
import type { Goal, Result } from './measure.js';

/** Ten rounds on a machine that grows slower, in each of which this build takes `ratio` of a peer. */
function resultOf(ratio: number, control = 1): Result {
  const peer = Array.from({ length: 10 }, (_, round) => 100 + 50 * round);
  const own = peer.map((value) => value * ratio);
  const copy = own.map((value) => value / control);
  return { series: { peer: { ms: peer }, 'this, warm': { ms: own }, 'copy, warm': { ms: copy } }, absent: {} };
}

function goalOf(limit: Pick<Goal, 'most' | 'least' | 'beside'>): Goal {
  return { what: 'a goal', measure: 'any', quantity: 'ms', of: 'this, warm', ...limit };
}

describe('a goal', () => {
  it.each([
    { limit: { most: 0.8 }, ratio: 0.79, verdict: 'pass' },
    { limit: { most: 0.8 }, ratio: 0.81, verdict: 'FAIL' },
    { limit: { least: 1.8 }, ratio: 1.81, verdict: 'pass' },
    { limit: { least: 1.8 }, ratio: 1.79, verdict: 'FAIL' },
  ])('of $limit beside a peer is $verdict at $ratio of it', ({ limit, ratio, verdict }) => {
    expect(judge(goalOf({ ...limit, beside: 'peer' }), resultOf(ratio)).verdict).toBe(verdict);
  });

  it.each([
    { most: 326, verdict: 'pass' },
    { most: 324, verdict: 'FAIL' },
  ])('of $most in its own unit is $verdict for a median of 325', ({ most, verdict }) => {
    expect(judge(goalOf({ most }), resultOf(1)).verdict).toBe(verdict);
  });

  it('is judged by the rounds, so that a slower machine changes no ratio', () => {
    const { spread } = judge(goalOf({ most: 2, beside: 'peer' }), resultOf(1.5));
    for (const value of Object.values(spread ?? {})) expect(value).toBeCloseTo(1.5);
  });

  it('shows beside it what this build is of its own copy', () => {
    expect(judge(goalOf({ most: 2, beside: 'peer' }), resultOf(1.5, 1.1)).control).toBeCloseTo(1.1);
  });

  it('has no control where its contestant has no copy', () => {
    expect(judge({ ...goalOf({ most: 2 }), of: 'peer' }, resultOf(1))).not.toHaveProperty('control');
  });

  it.each([
    {
      absent: { 'this, warm': 'nodeTransport is not there yet' },
      of: 'this, warm',
      reason: 'nodeTransport is not there yet',
    },
    { absent: { peer: 'Cannot find module' }, of: 'this, cold', reason: 'there is no this, cold' },
  ])('is not measured, and neither held nor missed, where $of is not there: $reason', ({ absent, of, reason }) => {
    const judged = judge({ ...goalOf({ most: 1, beside: 'peer' }), of }, { series: {}, absent });
    expect(judged).toMatchObject({ verdict: 'not measured', reason });
    expect(judged).not.toHaveProperty('spread');
  });
});

describe('a number in a table', () => {
  it.each([
    { value: 0.36, shown: '0.36' },
    { value: 1.8, shown: '1.8' },
    { value: 2, shown: '2' },
    { value: 69.44, shown: '69.4' },
    { value: 21_000, shown: '21,000' },
    { value: NaN, shown: '–' },
  ])('is $shown for $value', ({ value, shown }) => {
    expect(inDigits(value)).toBe(shown);
  });
});
