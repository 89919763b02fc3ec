// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { aRecord } from '../installations.mjs';
import { usageOf } from '../usage.mjs';

const CALLS = 200;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'track of a resolved promise, through memory()',
  quantities: {
    cpu: { what: 'CPU of a call', unit: 'µs' },
    wall: { what: 'time of a call', unit: 'µs' },
  },
  contestants: everyBuild,
  reference: 'copy',
  processes: 4,
  rounds: 16,
  async prepare({ build = 'this' }, { builds }) {
    const { main, testing } = builtPackage(builds[build]);
    const [{ TelemetryClient }, { memory }] = [await main(), await testing()];
    const sample = async () => {
      const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
      return usageOf(CALLS, async () => {
        for (let done = 0; done < CALLS; done += 1) await telemetry.track(aRecord, () => Promise.resolve('done'));
      });
    };
    for (let warmed = 0; warmed < 6; warmed += 1) await sample();
    return sample;
  },
};
