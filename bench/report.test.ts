import { describe, expect, it } from 'vitest';
import { goals } from './goals.mjs';
import { judge } from './judge.mjs';
import type { Measure, Series } from './measure.js';
import { measureNamed, measureNames } from './measures.mjs';
import { goalsInWords, measureInWords } from './report.mjs';

const COLUMNS = 80;
const measures: [string, Measure][] = await Promise.all(
  measureNames.map(async (name): Promise<[string, Measure]> => [name, await measureNamed(name)]),
);

/** Samples as wide as a real run's. */
function samplesOf({ contestants, quantities }: Measure): Record<string, Series> {
  const series = (): Series =>
    Object.fromEntries(Object.keys(quantities).map((key) => [key, [10_000, 12_345, 19_876]]));
  return Object.fromEntries(contestants.map(({ name }) => [name, series()]));
}

function linesOver(text: string): string[] {
  return text.split('\n').filter((line) => line.length > COLUMNS);
}

describe('the report', () => {
  it.each(measures)('of %s fits 80 columns, its heading apart', (name, measure) => {
    const [, , ...tables] = measureInWords(name, measure, { series: samplesOf(measure), absent: {} }).split('\n');
    expect(tables.length).toBeGreaterThan(1);
    expect(linesOver(tables.join('\n'))).toEqual([]);
  });

  it('of the goals fits 80 columns', () => {
    const judged = goals.map((goal) => {
      const measure = measures.find(([name]) => name === goal.measure)?.[1];
      if (measure === undefined) throw new Error(`No measure ${goal.measure}`);
      return judge(goal, { series: samplesOf(measure), absent: {} });
    });
    expect(linesOver(goalsInWords(judged))).toEqual([]);
  });

  it('says why a contestant was left out, and shows no row of it', () => {
    const [name, measure] = measures.find(([found]) => found === 'cold') ?? measures[0]!;
    const series = samplesOf(measure);
    delete series['ky'];
    const report = measureInWords(name, measure, { series, absent: { ky: "Cannot find package 'ky'" } });
    expect(report.split('\n').filter((line) => line.startsWith('ky'))).toEqual([
      "ky: left out, Cannot find package 'ky'",
    ]);
  });
});

describe('every goal', () => {
  it.each(goals)('is of contestants and a quantity that are measured: $what', ({ measure, quantity, of, beside }) => {
    const { contestants, quantities } = measures.find(([name]) => name === measure)![1];
    const names = contestants.map(({ name }) => name);
    expect(Object.keys(quantities)).toContain(quantity);
    expect(names).toContain(of);
    if (beside !== undefined) expect(names).toContain(beside);
  });

  it('has one limit, at most or at least', () => {
    for (const { most, least } of goals) expect([most, least].filter((limit) => limit !== undefined)).toHaveLength(1);
  });
});

describe('every measure', () => {
  it.each(measures)('%s has a reference among its contestants, each of a name of its own', (_, measure) => {
    const names = measure.contestants.map(({ name }) => name);
    expect(names).toContain(measure.reference);
    expect(new Set(names).size).toBe(names.length);
  });
});
