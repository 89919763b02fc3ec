// @ts-check
// Lives a range of seeds and reports the first one that breaks a promise, or throws where nobody catches.
import { parentPort, workerData } from 'node:worker_threads';

const { bundle, over, from, step, lifecycles, progress } = workerData;
const current = new Int32Array(progress);
const { live } = await import(bundle);

/** @type {import('./simulate.mjs').Tally} */
const tally = {};
let lived = 0;

/** @param {{ seed: number, violations: string[] }} [failed] */
function report(failed) {
  parentPort?.postMessage({ tally, failed });
}

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (thrown) => {
    report({ seed: current[0] ?? from, violations: [`${event}: ${String(thrown)}`] });
    process.exit();
  });
}

let failed;
for (let seed = from; lived < lifecycles && failed === undefined; seed += step) {
  current[0] = seed;
  const world = await live(seed, { over });
  lived += world.lifecycles;
  const { lifecycles, requests } = tally[world.server] ?? { lifecycles: 0, requests: 0 };
  tally[world.server] = { lifecycles: lifecycles + world.lifecycles, requests: requests + world.requests };
  if (world.violations.length > 0) failed = { seed, violations: world.violations };
}
report(failed);
