// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { recordedErrors, textsWithSecrets } from '../texts.mjs';
import { usageOf } from '../usage.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'redaction of what installations reported',
  quantities: {
    errors: { what: 'CPU of an error', unit: 'µs' },
    secrets: { what: 'CPU of a secret', unit: 'µs' },
  },
  contestants: everyBuild,
  reference: 'copy',
  processes: 4,
  rounds: 16,
  async prepare({ build = 'this' }, { builds }) {
    const { failure } = builtPackage(builds[build]);
    const { redact } = await failure();
    const [errors, secrets] = [recordedErrors(), await textsWithSecrets()];
    const cpuOfEach = async (/** @type {string[]} */ texts, /** @type {number} */ times) => {
      const { cpu } = await usageOf(times * texts.length, () => {
        for (let time = 0; time < times; time += 1) for (const text of texts) redact(text);
      });
      return cpu;
    };
    const sample = async () => ({ errors: await cpuOfEach(errors, 30), secrets: await cpuOfEach(secrets, 4) });
    for (let warmed = 0; warmed < 4; warmed += 1) await sample();
    return sample;
  },
};
