// @ts-check
import { builtPackage, everyBuildBy } from '../builds.mjs';
import { nullBackend, reportLifecycles } from '../installations.mjs';
import { nullTransport } from '../null-transport.mjs';
import { usageOf } from '../usage.mjs';

const LIFECYCLES = 1_000;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: "the client's own work: one create and one update that reach no server",
  quantities: { cpu: { what: 'CPU', unit: 'µs' }, heap: { what: 'heap', unit: 'kB' } },
  contestants: [...everyBuildBy('null backend'), ...everyBuildBy('null transport')],
  reference: 'copy, null backend',
  processes: 2,
  rounds: 10,
  async prepare({ build = 'this', variant }, { builds }) {
    const { pocketBase, TelemetryClient } = await builtPackage(builds[build]).main();
    const backend = variant === 'null backend' ? nullBackend() : pocketBase({ transport: nullTransport() });
    const telemetry = new TelemetryClient({ consent: 'yes', backend });
    const sample = async () => {
      const { cpu, bytes } = await usageOf(LIFECYCLES, () => reportLifecycles(telemetry, LIFECYCLES));
      return { cpu, heap: bytes / 1_000 };
    };
    // More than a client remembers, so that it forgets one with each it learns.
    for (let warmed = 0; warmed < 12; warmed += 1) await sample();
    return sample;
  },
};
