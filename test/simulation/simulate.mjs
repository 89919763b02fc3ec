// @ts-check
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * Lives seeds until that many lifecycles are over or a promise is broken.
 *
 * @param {string} bundle
 * @param {number} lifecycles
 * @param {number} [from] The first seed.
 * @returns {Promise<{ lived: number, requests: number, failed?: { seed: number, violations: string[] } }>}
 */
export async function simulate(bundle, lifecycles, from = 1) {
  const step = Math.min(4, availableParallelism());
  const parts = await Promise.all(
    Array.from({ length: step }, (_, index) =>
      inWorker({ bundle, from: from + index, step, lifecycles: Math.ceil(lifecycles / step) }),
    ),
  );
  const failed = parts.flatMap((part) => part.failed ?? []).sort((one, other) => one.seed - other.seed)[0];
  const sum = (/** @type {'lived' | 'requests'} */ what) => parts.reduce((total, part) => total + part[what], 0);
  return { lived: sum('lived'), requests: sum('requests'), ...(failed === undefined ? {} : { failed }) };
}

/** Longest time one seed may take, in milliseconds; a thousandth of it is usual. */
const LONGEST_SEED_MS = 15_000;

/**
 * Lives seeds in a worker, which is ended where one seed does not come to its end.
 *
 * @param {{ bundle: string, from: number, step: number, lifecycles: number }} range
 * @returns {Promise<{ lived: number, requests: number, failed?: { seed: number, violations: string[] } }>}
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
        done({ lived: 0, requests: 0, failed: { seed: last, violations: ['it never came to its end'] } });
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
