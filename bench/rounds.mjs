// @ts-check
import { startSampler } from './sampler.mjs';

/**
 * Samples every contestant in turn: in random order, then in the opposite one, so that a machine that grows slower
 * favours none of them.
 *
 * @param {string} name
 * @param {import('./measure.js').Measure} measure
 * @param {import('./measure.js').Setting} setting
 * @param {number} rounds most samples of each contestant
 * @returns {Promise<import('./measure.js').Result>}
 */
export async function sampleInTurn(name, measure, setting, rounds) {
  const names = measure.contestants
    .filter(({ build }) => build === undefined || setting.builds[build] !== undefined)
    .map((contestant) => contestant.name);
  /** @type {Record<string, import('./measure.js').Series>} */
  const series = {};
  /** @type {Record<string, string>} */
  const absent = {};

  const inProcess = Math.min(measure.rounds, rounds);
  for (let process = 0; process < Math.min(measure.processes, rounds); process += 1) {
    /** @type {Map<string, Awaited<ReturnType<typeof startSampler>>>} */
    const samplers = new Map();
    for (const contestant of names) {
      const sampler = await startSampler(name, measure.nodeOptions ?? [], contestant, setting);
      if (sampler.absent === undefined) samplers.set(contestant, sampler);
      else absent[contestant] = sampler.absent;
    }
    let order = [...samplers.keys()];
    for (let round = 0; round < inProcess; round += 1) {
      order = round % 2 === 0 ? shuffled(order) : [...order].reverse();
      for (const contestant of order) {
        const sample = await samplers.get(contestant)?.sample();
        const own = (series[contestant] ??= {});
        for (const key of Object.keys(measure.quantities)) (own[key] ??= []).push(sample?.[key] ?? NaN);
      }
    }
    await Promise.all([...samplers.values()].map((sampler) => sampler.stop()));
  }
  return { series, absent };
}

/** @template T @param {readonly T[]} items */
function shuffled(items) {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
