// @ts-check
import { inDigits } from './judge.mjs';
import { ratiosByRound, spreadOf } from './statistics.mjs';
import { table } from './table.mjs';

/**
 * What a measure gave, in tables.
 *
 * @param {string} name
 * @param {import('./measure.js').Measure} measure
 * @param {import('./measure.js').Result} result
 */
export function measureInWords(name, measure, result) {
  const isOfBuilds = measure.contestants.every(({ name: contestant, build }) => contestant === build);
  const tables = isOfBuilds ? [tableOfBuilds(measure, result)] : tablesOfContestants(measure, result);
  const left = Object.entries(result.absent).map(([contestant, reason]) => `${contestant}: left out, ${reason}`);
  return [`\n${name}: ${measure.what}`, ...tables, ...left].join('\n');
}

/**
 * Of each quantity the medians of the builds, and the ratio of this one to each of the others.
 *
 * @param {import('./measure.js').Measure} measure
 * @param {import('./measure.js').Result} result
 */
function tableOfBuilds({ quantities }, { series }) {
  const others = ['copy', 'other'].filter((build) => series[build] !== undefined);
  const head = ['', 'this', ...others.flatMap((build) => [build, 'ratio'])];
  const rows = Object.entries(quantities).map(([key, { what, unit }]) => {
    const own = series['this']?.[key] ?? [];
    const beside = others.flatMap((build) => [
      inSpread(series[build]?.[key] ?? []),
      ratioOf(own, series[build]?.[key]),
    ]);
    return [`${what}, ${unit}`, inSpread(own), ...beside];
  });
  return table([head, ...rows]);
}

/**
 * Two quantities at a time: of each contestant the median, how far eight of ten samples lie around it, and its ratio to the
 * reference.
 *
 * @param {import('./measure.js').Measure} measure
 * @param {import('./measure.js').Result} result
 */
function tablesOfContestants({ quantities, contestants, reference }, { series }) {
  const shown = contestants.filter(({ name: contestant }) => series[contestant] !== undefined);
  return pairsOf(Object.entries(quantities)).map((columns) => {
    const head = [
      `ratio: to ${reference}`,
      ...columns.flatMap(([, quantity]) => [`${quantity.what}, ${quantity.unit}`, 'ratio']),
    ];
    const rows = shown.map(({ name: contestant }) => [
      contestant,
      ...columns.flatMap(([key]) => {
        const own = series[contestant]?.[key] ?? [];
        return [inSpread(own), ratioOf(own, series[reference]?.[key])];
      }),
    ]);
    return table([head, ...rows]);
  });
}

/** @param {readonly import('./judge.mjs').Judged[]} judged */
export function goalsInWords(judged) {
  const rows = judged.map(({ goal, limit, verdict, spread, control, reason }) => [
    goal.what,
    spread === undefined ? '–' : inDigits(spread.median),
    spread === undefined ? '' : `${inDigits(spread.p10)}–${inDigits(spread.p90)}`,
    control === undefined ? '' : inDigits(control),
    limit,
    reason === undefined ? verdict : '–',
  ]);
  const reasons = judged.flatMap(({ goal, reason }) => (reason === undefined ? [] : [`– ${goal.what}: ${reason}`]));
  return ['', table([['goal', 'now', '8 of 10', 'A/A', 'limit', ''], ...rows]), ...reasons].join('\n');
}

/** @param {readonly number[]} samples */
function inSpread(samples) {
  const { median, p10, p90 } = spreadOf(samples);
  const around = samples.length === 1 ? '' : ` ±${(((p90 - p10) / 2 / median) * 100).toFixed(0)}%`;
  return `${inDigits(median)}${around}`;
}

/** @param {readonly number[]} own @param {readonly number[] | undefined} reference */
function ratioOf(own, reference) {
  if (reference === undefined) return '';
  return spreadOf(ratiosByRound(own, reference)).median.toFixed(2);
}

/** @template T @param {readonly T[]} items @returns {T[][]} */
function pairsOf(items) {
  return items.length === 0 ? [] : [items.slice(0, 2), ...pairsOf(items.slice(2))];
}
