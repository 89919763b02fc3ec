// @ts-check
// Lives a range of seeds and reports the first one that breaks a promise.
import { parentPort, workerData } from 'node:worker_threads';

const { bundle, from, step, lifecycles } = workerData;
const { live } = await import(bundle);

let lived = 0;
let requests = 0;
let failed;
for (let seed = from; lived < lifecycles && failed === undefined; seed += step) {
  const world = await live(seed);
  lived += world.lifecycles;
  requests += world.requests;
  if (world.violations.length > 0) failed = { seed, violations: world.violations };
}
parentPort?.postMessage({ lived, requests, failed });
