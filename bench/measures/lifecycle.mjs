// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { reportLifecycles } from '../installations.mjs';
import { usageOf } from '../usage.mjs';

const LIFECYCLES = 200;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'one create and one update through memory()',
  quantities: { cpu: { what: 'CPU', unit: 'µs' } },
  contestants: everyBuild,
  reference: 'copy',
  processes: 4,
  rounds: 12,
  async prepare({ build = 'this' }, { builds }) {
    const { main, testing } = builtPackage(builds[build]);
    const [{ TelemetryClient }, { memory }] = [await main(), await testing()];
    const sample = async () => {
      const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
      const { cpu } = await usageOf(LIFECYCLES, () => reportLifecycles(telemetry, LIFECYCLES));
      return { cpu };
    };
    for (let warmed = 0; warmed < 6; warmed += 1) await sample();
    return sample;
  },
};
