// @ts-check
// `npm run simulate`: many installations on a virtual clock, over a network and a server that seeds decide.
// --over function|nodeTransport: what carries the requests; both without it.
// --lifecycles N: how many over each.  --from N: the first seed.  --seed N: one seed again, step by step.
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { simulate } from './simulate.mjs';

const { values } = parseArgs({
  options: {
    lifecycles: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    over: { type: 'string' },
  },
});
const file = await bundle('simulation');
/** @type {readonly ('function' | 'nodeTransport')[]} */
const EACH = ['function', 'nodeTransport'];
/** Over connections, each takes twice as long. */
const LIFECYCLES = { function: 100_000, nodeTransport: 20_000 };
const chosen = EACH.filter((over) => values.over === undefined || values.over === over);

if (values.seed === undefined) for (const over of chosen) await liveMany(over);
else for (const over of chosen) await liveOne(over, Number(values.seed));

/** @param {'function' | 'nodeTransport'} over @param {number} seed */
async function liveOne(over, seed) {
  const { live } = await import(file);
  const { trace, violations } = await live(seed, { isTraced: true, over });
  console.log(trace.join('\n'));
  if (violations.length > 0) process.exitCode = 1;
}

/** @param {'function' | 'nodeTransport'} over */
async function liveMany(over) {
  const began = Date.now();
  const lifecycles = Number(values.lifecycles ?? LIFECYCLES[over]);
  const { tally, failed } = await simulate(file, over, lifecycles, Number(values.from ?? 1));
  console.log(`over ${over === 'function' ? 'a function in place of a transport' : 'nodeTransport'}:`);
  for (const [server, { lifecycles: lived, requests }] of Object.entries(tally).sort())
    console.log(`${lived} lifecycles with ${server}, ${requests} requests`);
  const lived = Object.values(tally).reduce((total, part) => total + part.lifecycles, 0);
  console.log(`${lived} lifecycles in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (failed === undefined) console.log('Every promise was kept.');
  else {
    console.log(
      `Seed ${failed.seed}: ${failed.violations.join('; ')}\nStep by step: npm run simulate -- --over ${over} --seed ${failed.seed}`,
    );
    process.exitCode = 1;
  }
}
