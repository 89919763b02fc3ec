// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { aRecord, reportLifecycles } from '../installations.mjs';
import { bytesInUse } from '../memory.mjs';

// As many closed ones as a client remembers.
const INSTALLATIONS = 10_000;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'what a client keeps of an installation, the backend emptied',
  quantities: {
    open: { what: 'an open installation', unit: 'B' },
    closed: { what: 'a closed installation', unit: 'B' },
  },
  contestants: everyBuild,
  reference: 'copy',
  processes: 2,
  rounds: 1,
  nodeOptions: ['--expose-gc'],
  async prepare({ build = 'this' }, { builds }) {
    const { main, testing } = builtPackage(builds[build]);
    const [{ TelemetryClient }, { memory }] = [await main(), await testing()];

    /** @param {(telemetry: import('@community-scripts/telemetry').TelemetryClient) => Promise<unknown>} report */
    const bytesKeptAfter = async (report) => {
      const backend = memory();
      const telemetry = new TelemetryClient({ consent: 'yes', backend });
      await reportLifecycles(telemetry, 1);
      const before = await bytesInUse();
      await report(telemetry);
      backend.clear();
      const kept = (await bytesInUse()) - before;
      // The client lives until here: it is what keeps.
      await telemetry.settled();
      return kept / INSTALLATIONS;
    };
    const open = (/** @type {number} */ count) =>
      bytesKeptAfter(async (telemetry) => {
        for (let done = 0; done < count; done += 1) await telemetry.create(aRecord);
      });
    const closed = (/** @type {number} */ count) => bytesKeptAfter((telemetry) => reportLifecycles(telemetry, count));

    await open(1_000);
    await closed(1_000);
    return async () => ({ open: await open(INSTALLATIONS), closed: await closed(INSTALLATIONS) });
  },
};
