// @ts-check
import { highestMedian, ratiosByRound, spreadOf } from './statistics.mjs';

/** @typedef {'held' | 'missed' | 'no goal'} Verdict */

/**
 * What the samples of one quantity say: of this build, of the other one, and of this build's copy, the control, which
 * shows how far two builds that are the same lie apart on this machine.
 *
 * @param {import('./measure.js').Quantity} quantity
 * @param {Readonly<Record<'this' | 'other' | 'copy', readonly number[]>>} samples by round
 */
export function comparisonOf({ what, unit, goal }, samples) {
  const ratios = ratiosByRound(samples.this, samples.other);
  const controls = ratiosByRound(samples.this, samples.copy);
  const [own, ratio] = [spreadOf(samples.this), spreadOf(ratios)];
  return {
    ...{ what, unit, this: own, other: spreadOf(samples.other), ratio, control: spreadOf(controls) },
    ...judge(goal, own, ratio, highestMedian(controls)),
    samples,
  };
}

/**
 * @param {import('./measure.js').Goal | undefined} goal
 * @param {import('./statistics.mjs').Spread} own
 * @param {import('./statistics.mjs').Spread} ratio
 * @param {number} noise the highest that the median of the control may be
 * @returns {{ goal?: string, verdict: Verdict }}
 */
function judge(goal, own, ratio, noise) {
  if (goal === undefined) return { verdict: 'no goal' };
  if ('limit' in goal) return { goal: `< ${goal.limit}`, verdict: own.median < goal.limit ? 'held' : 'missed' };
  const most = goal.plusNoise ? goal.ratio * Math.max(1, noise) : goal.ratio;
  return { goal: `<= ${most.toFixed(2)}`, verdict: ratio.median <= most ? 'held' : 'missed' };
}
