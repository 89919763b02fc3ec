// @ts-check
import { builtPackage } from '../builds.mjs';
import { nullBackend, reportLifecycles } from '../installations.mjs';
import { bytesInUse } from '../memory.mjs';

const INSTALLATIONS = 1_000_000;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'what a client keeps of a million installations, one after the other',
  quantities: { bytes: { what: 'an installation', unit: 'B' }, whole: { what: 'all of them', unit: 'kB' } },
  contestants: [
    { name: 'this', build: 'this' },
    { name: 'other', build: 'other' },
  ],
  reference: 'this',
  processes: 1,
  rounds: 1,
  nodeOptions: ['--expose-gc'],
  async prepare({ build = 'this' }, { builds }) {
    const { TelemetryClient } = await builtPackage(builds[build]).main();
    return async () => {
      const telemetry = new TelemetryClient({ consent: 'yes', backend: nullBackend() });
      await reportLifecycles(telemetry, 1_000);
      const before = await bytesInUse();
      await reportLifecycles(telemetry, INSTALLATIONS);
      const kept = (await bytesInUse()) - before;
      // The client lives until here: it is what keeps.
      await telemetry.settled();
      return { bytes: kept / INSTALLATIONS, whole: kept / 1_000 };
    };
  },
};
