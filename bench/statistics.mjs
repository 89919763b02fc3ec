// @ts-check

/** @typedef {{ median: number, p10: number, p90: number }} Spread */

/**
 * The value below which a part of the values lies, between two of them where it falls there.
 *
 * @param {readonly number[]} values
 * @param {number} part from 0 to 1
 */
export function quantile(values, part) {
  if (values.length === 0) throw new RangeError('No values have no quantile');
  const sorted = [...values].sort((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return below + (above - below) * (at - Math.floor(at));
}

/** The middle of the values, and the eight of ten around it. @param {readonly number[]} values @returns {Spread} */
export function spreadOf(values) {
  return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

/**
 * The highest median that values such as these may have, in 99 of 100 cases: by the ranks of a sorted list, whatever
 * their distribution. More values bring it nearer to their own median.
 *
 * @param {readonly number[]} values
 */
export function highestMedian(values) {
  return quantile(values, Math.min(1, 0.5 + 2.33 / 2 / Math.sqrt(values.length)));
}

/**
 * Each value beside the one of the same round: what slowed the machine in that round slowed both.
 *
 * @param {readonly number[]} values
 * @param {readonly number[]} others
 */
export function ratiosByRound(values, others) {
  if (values.length !== others.length) throw new RangeError(`${values.length} rounds beside ${others.length}`);
  return values.map((value, round) => value / (others[round] ?? NaN));
}
