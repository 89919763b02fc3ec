// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { textsWithSecrets } from '../texts.mjs';
import { usageOf } from '../usage.mjs';

const LENGTH = 1_000_000;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'redaction of 1 MB in which every rule finds, or begins to find, its secret',
  quantities: { cpu: { what: 'CPU of 1 MB', unit: 'ms' } },
  contestants: everyBuild,
  reference: 'copy',
  processes: 4,
  rounds: 6,
  async prepare({ build = 'this' }, { builds }) {
    const { failure } = builtPackage(builds[build]);
    const { redact } = await failure();
    const samples = await textsWithSecrets();
    const third = (/** @type {string} */ text) => text.repeat(Math.ceil(LENGTH / text.length)).slice(0, LENGTH / 3);
    const inLines = third(samples.map((text) => `${text}\n`).join(''));
    const inOneLine = third(samples.map((text) => `${text} `).join(''));
    const cutShort = third(samples.map((text) => text.slice(0, text.length / 2)).join(''));
    const text = `${inLines}\n${inOneLine}\n${cutShort}`;
    const sample = async () => ({ cpu: (await usageOf(1, () => redact(text))).cpu / 1_000 });
    await sample();
    return sample;
  },
};
