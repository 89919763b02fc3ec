// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { aRecord } from '../installations.mjs';
import { usageOf } from '../usage.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'a new process that loads the package and may report nothing',
  quantities: { wall: { what: 'time', unit: 'µs' }, cpu: { what: 'CPU', unit: 'µs' } },
  contestants: everyBuild,
  reference: 'copy',
  processes: 20,
  rounds: 1,
  async prepare({ build = 'this' }, { builds }) {
    const { main } = builtPackage(builds[build]);
    return () =>
      usageOf(1, async () => {
        const { TelemetryClient } = await main();
        const { outcome } = await new TelemetryClient({ consent: 'no' }).create(aRecord);
        if (outcome !== 'skipped') throw new Error(`The create is ${outcome}`);
      });
  },
};
