// @ts-check
import { startSampler } from './sampler.mjs';

/** @typedef {Record<string, number[]>} Series the samples of each quantity, by round */

/**
 * Samples every build in turn: in random order, then in the opposite one, so that a machine that grows slower favours
 * no build.
 *
 * @template {string} Name
 * @param {string} name
 * @param {import('./measure.js').Measure} measure
 * @param {Readonly<Record<Name, string>>} directories
 * @returns {Promise<Record<Name, Series>>}
 */
export async function sampleInTurn(name, { quantities, processes, rounds, nodeOptions = [] }, directories) {
  const builds = /** @type {Name[]} */ (Object.keys(directories));
  const keys = Object.keys(quantities);
  const series = byName(builds, () => byName(keys, () => /** @type {number[]} */ ([])));

  let order = builds;
  for (let turn = 0; turn < processes * rounds; turn += rounds) {
    const samplers = await Promise.all(builds.map((build) => startSampler(name, nodeOptions, directories[build])));
    const samplerOf = byName(builds, (build) => samplers[builds.indexOf(build)]);
    for (let round = turn; round < turn + rounds; round += 1) {
      order = round % 2 === 0 ? shuffled(builds) : [...order].reverse();
      for (const build of order) {
        const sample = await samplerOf[build]?.sample();
        for (const key of keys) series[build][key]?.push(sample?.[key] ?? NaN);
      }
    }
    await Promise.all(samplers.map((sampler) => sampler.stop()));
  }
  return series;
}

/**
 * @template {string} Name
 * @template T
 * @param {readonly Name[]} names
 * @param {(name: Name) => T} value
 */
function byName(names, value) {
  return /** @type {Record<Name, T>} */ (Object.fromEntries(names.map((name) => [name, value(name)])));
}

/** @template T @param {readonly T[]} items */
function shuffled(items) {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
