// @ts-check
import { builtPackage, everyBuildBy } from './builds.mjs';
import { aRecord } from './installations.mjs';
import { nodeTransportOf } from './node-transport.mjs';
import { connectPeer } from './peers.mjs';
import { usageOf } from './usage.mjs';

/** Lifecycles before the first sample: what is compiled while it runs is compiled by then. */
const WARM_UP = 4_000;

/** The builds, over each of their transports. */
export const buildsByTransport = ['nodeTransport', 'ofetch'].flatMap((transport) => everyBuildBy(transport));

/**
 * A measure of processes that report installation after installation to one server, that many at a time.
 *
 * @param {object} options
 * @param {string} options.what
 * @param {'fast' | 'pocketBase'} options.server
 * @param {number} options.atOnce
 * @param {number} options.lifecycles of a sample
 * @param {number} options.rounds
 * @param {string} options.reference
 * @param {readonly import('./measure.js').Contestant[]} options.contestants
 * @returns {import('./measure.js').Measure}
 */
export function warmMeasure({ server, atOnce, lifecycles, ...measure }) {
  return {
    ...measure,
    quantities: {
      rate: { what: 'lifecycles', unit: '1/s' },
      cpu: { what: 'CPU', unit: 'µs' },
      heap: { what: 'heap', unit: 'kB' },
    },
    processes: 1,
    async prepare(contestant, setting) {
      const connection = await connectTo(contestant, setting, urlOf(server, setting));
      const sample = async () => {
        const { wall, cpu, bytes } = await usageOf(lifecycles, () => report(connection, lifecycles, atOnce));
        return { rate: 1_000_000 / wall, cpu, heap: bytes / 1_000 };
      };
      for (let warmed = 0; warmed < WARM_UP; warmed += lifecycles) await sample();
      return sample;
    },
  };
}

/** @param {'fast' | 'pocketBase'} server @param {import('./measure.js').Setting} setting */
function urlOf(server, { fast, pocketBase }) {
  if (server === 'fast') return fast;
  if ('reason' in pocketBase) throw new Error(pocketBase.reason);
  return pocketBase.url;
}

/**
 * @param {import('./measure.js').Contestant} contestant
 * @param {import('./measure.js').Setting} setting
 * @param {string} url
 * @returns {Promise<import('./peers.mjs').Connection>}
 */
async function connectTo({ build, peer, variant }, { builds }, url) {
  if (peer !== undefined) return connectPeer(peer, url);
  const directory = builds[build ?? 'this'];
  const { pocketBase, TelemetryClient } = await builtPackage(directory).main();
  const transport = variant === 'nodeTransport' ? { transport: await nodeTransportOf(directory) } : {};
  const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: url, ...transport }) });
  return {
    async lifecycle() {
      const { random_id } = await telemetry.create(aRecord);
      const { outcome } = await telemetry.update({ random_id, exit_code: 127 });
      if (outcome !== 'updated') throw new Error(`The update is ${outcome}`);
    },
  };
}

/**
 * Reports installations, that many at a time. One at a time what is queued is sent after each of them, many at a time
 * after all.
 *
 * @param {import('./peers.mjs').Connection} connection @param {number} count @param {number} atOnce
 */
async function report({ lifecycle, settled }, count, atOnce) {
  let begun = 0;
  const reportInTurn = async () => {
    while (begun < count) {
      begun += 1;
      await lifecycle();
      if (atOnce === 1) await settled?.();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, reportInTurn));
  await settled?.();
}
