// @ts-check
import { setTimeout as wait } from 'node:timers/promises';
import { aRecord, reportLifecycles } from '../installations.mjs';

// As many closed ones as a client remembers.
const INSTALLATIONS = 10_000;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'what a client keeps of an installation, the backend emptied',
  quantities: {
    open: { what: 'an open installation', unit: 'B', goal: { ratio: 0.7 } },
    closed: { what: 'a closed installation', unit: 'B', goal: { ratio: 0.5 } },
  },
  processes: 2,
  rounds: 1,
  nodeOptions: ['--expose-gc'],
  async prepare({ main, testing }) {
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

/** The heap without garbage: weak references and finalizers let go a turn after each collection. */
async function bytesInUse() {
  for (let collections = 0; collections < 4; collections += 1) {
    await wait(5);
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}
