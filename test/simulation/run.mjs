// @ts-check
// `npm run simulate`: many installations on a virtual clock, over a network and a server that seeds decide.
// --lifecycles N: how many.  --from N: the first seed.  --seed N: one seed again, step by step.
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { simulate } from './simulate.mjs';

const { values } = parseArgs({
  options: { lifecycles: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } },
});
const file = await bundle('simulation');

if (values.seed !== undefined) {
  const { live } = await import(file);
  const { trace, violations } = await live(Number(values.seed), true);
  console.log(trace.join('\n'));
  process.exitCode = violations.length === 0 ? 0 : 1;
} else {
  const began = Date.now();
  const lifecycles = Number(values.lifecycles ?? 100_000);
  const { tally, failed } = await simulate(file, lifecycles, Number(values.from ?? 1));
  for (const [server, { lifecycles: lived, requests }] of Object.entries(tally).sort())
    console.log(`${lived} lifecycles with ${server}, ${requests} requests`);
  const lived = Object.values(tally).reduce((total, part) => total + part.lifecycles, 0);
  console.log(`${lived} lifecycles in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (failed === undefined) console.log('Every promise was kept.');
  else {
    console.log(
      `Seed ${failed.seed}: ${failed.violations.join('; ')}\nStep by step: npm run simulate -- --seed ${failed.seed}`,
    );
    process.exitCode = 1;
  }
}
