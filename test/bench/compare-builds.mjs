// @ts-check
import { rmSync, writeFileSync } from 'node:fs';
import { copyOfThisBuild, thisDirectory } from './builds.mjs';
import { comparisonOf } from './comparison.mjs';
import { measureNamed } from './measures.mjs';
import { sampleInTurn } from './rounds.mjs';
import { table } from './table.mjs';

/**
 * Measures this build beside another one, and beside its own copy; prints a table and ends with 1 where a goal is
 * missed.
 *
 * @param {string} other a checkout with its build
 * @param {readonly string[]} names of the measures
 * @param {string | undefined} jsonFile takes everything, each sample included
 */
export async function compareBuilds(other, names, jsonFile) {
  const copy = copyOfThisBuild();
  try {
    const comparisons = [];
    for (const name of names) {
      const began = performance.now();
      comparisons.push(...(await compareBy(name, { this: thisDirectory, other, copy })));
      console.error(`measured ${name} in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    }
    console.log(
      `\nThis build beside ${other}; medians, and eight of ten rounds in brackets; Node ${process.version}\n`,
    );
    console.log(table([HEAD, ...comparisons.map(rowOf)]));
    if (jsonFile !== undefined) {
      writeFileSync(jsonFile, `${JSON.stringify({ node: process.version, other, comparisons }, undefined, 2)}\n`);
    }
    if (comparisons.some(({ verdict }) => verdict === 'missed')) process.exitCode = 1;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** @param {string} name @param {Record<'this' | 'other' | 'copy', string>} directories */
async function compareBy(name, directories) {
  const measure = await measureNamed(name);
  const series = await sampleInTurn(name, measure, directories);
  return Object.entries(measure.quantities).map(([key, quantity]) => {
    const samples = { this: series.this[key] ?? [], other: series.other[key] ?? [], copy: series.copy[key] ?? [] };
    return { measure: name, quantity: key, ...comparisonOf(quantity, samples) };
  });
}

const HEAD = ['', 'unit', 'this', 'other', 'this/other', 'this/its copy', 'goal', ''];

/** @param {ReturnType<typeof comparisonOf> & { measure: string }} comparison */
function rowOf({ measure, what, unit, this: own, other, ratio, control, goal = '', verdict }) {
  return [
    `${measure}: ${what}`,
    unit,
    inDigits(own.median),
    inDigits(other.median),
    inRatio(ratio),
    inRatio(control),
    goal,
    verdict === 'no goal' ? '' : verdict,
  ];
}

/** @param {number} value */
function inDigits(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {import('./statistics.mjs').Spread} spread */
function inRatio({ median, p10, p90 }) {
  return `${median.toFixed(3)} (${p10.toFixed(2)}–${p90.toFixed(2)})`;
}
