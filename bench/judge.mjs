// @ts-check
import { ratiosByRound, spreadOf } from './statistics.mjs';

/** @typedef {{ goal: import('./measure.js').Goal, limit: string, verdict: 'pass' | 'FAIL' | 'not measured', spread?: import('./statistics.mjs').Spread, control?: number, reason?: string }} Judged */

/**
 * Whether a goal is held by the median of a run: of the ratios by round, or of the values where it is a limit of its
 * own. Beside it goes the control: what this build is of its own copy, which shows the noise.
 *
 * @param {import('./measure.js').Goal} goal
 * @param {import('./measure.js').Result} result of the goal's measure
 * @returns {Judged}
 */
export function judge(goal, { series, absent }) {
  const limit = goal.most === undefined ? `>= ${inDigits(goal.least ?? NaN)}` : `<= ${inDigits(goal.most)}`;
  const samplesOf = (/** @type {string} */ contestant) => series[contestant]?.[goal.quantity];
  const missing = [goal.of, ...(goal.beside === undefined ? [] : [goal.beside])].find((name) => !samplesOf(name));
  if (missing !== undefined) {
    return { goal, limit, verdict: 'not measured', reason: absent[missing] ?? `there is no ${missing}` };
  }

  const own = samplesOf(goal.of) ?? [];
  const values = goal.beside === undefined ? own : ratiosByRound(own, samplesOf(goal.beside) ?? []);
  const spread = spreadOf(values);
  const copy = samplesOf(goal.of.replace(/^this/, 'copy'));
  const control = copy === undefined || copy === own ? {} : { control: spreadOf(ratiosByRound(own, copy)).median };
  const isHeld = spread.median <= (goal.most ?? Infinity) && spread.median >= (goal.least ?? -Infinity);
  return { goal, limit, verdict: isHeld ? 'pass' : 'FAIL', spread, ...control };
}

/** @param {number} value */
export function inDigits(value) {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}
