// @ts-check
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** @typedef {Record<string, { lifecycles: number, requests: number }>} Tally How much was lived, by server. */
/** @typedef {{ tally: Tally, failed?: { seed: number, violations: string[] } }} Result */

/**
 * Lives seeds until that many lifecycles are over or a promise is broken.
 *
 * @param {string} bundle
 * @param {'function' | 'nodeTransport'} over What carries the requests.
 * @param {number} lifecycles
 * @param {number} [from] The first seed.
 * @returns {Promise<Result>}
 */
export async function simulate(bundle, over, lifecycles, from = 1) {
  const step = Math.min(4, availableParallelism());
  const parts = await Promise.all(
    Array.from({ length: step }, (_, index) =>
      inWorker({ bundle, over, from: from + index, step, lifecycles: Math.ceil(lifecycles / step) }),
    ),
  );
  const failed = parts.flatMap((part) => part.failed ?? []).sort((one, other) => one.seed - other.seed)[0];
  return { tally: sum(parts.map((part) => part.tally)), ...(failed === undefined ? {} : { failed }) };
}

/** @param {Tally[]} tallies @returns {Tally} */
function sum(tallies) {
  /** @type {Tally} */
  const total = {};
  for (const [server, { lifecycles, requests }] of tallies.flatMap((tally) => Object.entries(tally))) {
    const before = total[server] ?? { lifecycles: 0, requests: 0 };
    total[server] = { lifecycles: before.lifecycles + lifecycles, requests: before.requests + requests };
  }
  return total;
}

/** Longest time one seed may take, in milliseconds; a thousandth of it is usual. */
const LONGEST_SEED_MS = 15_000;

/**
 * Lives seeds in a worker, which is ended where one seed does not come to its end.
 *
 * @param {{ bundle: string, over: string, from: number, step: number, lifecycles: number }} range
 * @returns {Promise<Result>}
 */
function inWorker(range) {
  return new Promise((resolve, reject) => {
    const current = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: { ...range, progress: current.buffer },
      // Worlds are short-lived and many: most of the garbage dies young.
      resourceLimits: { maxYoungGenerationSizeMb: 128 },
    });
    let last = current[0];
    const watchdog = setInterval(() => {
      if (current[0] === last) {
        void worker.terminate();
        done({ tally: {}, failed: { seed: last, violations: ['it never came to its end'] } });
      }
      last = current[0];
    }, LONGEST_SEED_MS);
    /** @param {any} result */
    const done = (result) => {
      clearInterval(watchdog);
      resolve(result);
    };
    worker.once('message', done);
    worker.once('error', reject);
  });
}
