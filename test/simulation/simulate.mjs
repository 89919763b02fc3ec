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

/**
 * @param {object} workerData
 * @returns {Promise<{ lived: number, requests: number, failed?: { seed: number, violations: string[] } }>}
 */
function inWorker(workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
