// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { reportLifecycles } from '../installations.mjs';
import { usageOf } from '../usage.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'a new process that loads the package and reports one installation to memory()',
  quantities: { wall: { what: 'time', unit: 'µs' }, cpu: { what: 'CPU', unit: 'µs' } },
  contestants: everyBuild,
  reference: 'copy',
  processes: 20,
  rounds: 1,
  async prepare({ build = 'this' }, { builds }) {
    const { main, testing } = builtPackage(builds[build]);
    return () =>
      usageOf(1, async () => {
        const [{ TelemetryClient }, { memory }] = [await main(), await testing()];
        await reportLifecycles(new TelemetryClient({ consent: 'yes', backend: memory() }), 1);
      });
  },
};
