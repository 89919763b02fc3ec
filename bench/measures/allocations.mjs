// @ts-check
import { builtPackage, everyBuild } from '../builds.mjs';
import { GCProfiler } from 'node:v8';
import { reportLifecycles } from '../installations.mjs';

const LIFECYCLES = 200;

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'what one create and one update through memory() allocate',
  quantities: { bytes: { what: 'a lifecycle', unit: 'B' } },
  contestants: everyBuild,
  reference: 'copy',
  processes: 2,
  rounds: 4,
  // Room enough for a sample without a collection: the heap then grows by what was allocated.
  nodeOptions: ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'],
  async prepare({ build = 'this' }, { builds }) {
    const { main, testing } = builtPackage(builds[build]);
    const [{ TelemetryClient }, { memory }] = [await main(), await testing()];
    const sample = async () => {
      const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
      // A client's first report loads the rest of the package.
      await reportLifecycles(telemetry, 1);
      globalThis.gc?.();
      const collections = new GCProfiler();
      collections.start();
      const before = process.memoryUsage().heapUsed;
      await reportLifecycles(telemetry, LIFECYCLES);
      const bytes = (process.memoryUsage().heapUsed - before) / LIFECYCLES;
      if (collections.stop().statistics.length > 0) throw new Error('Garbage was collected while it was counted');
      return { bytes };
    };
    for (let warmed = 0; warmed < 8; warmed += 1) await sample();
    return sample;
  },
};
