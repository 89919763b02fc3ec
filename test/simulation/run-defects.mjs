// @ts-check
// Shows that the simulation can fail: plants one defect after the other into the source, and lets it look for each.
// --only host/transport: those in files of that folder.
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { defects } from './defects.mjs';
import { simulate } from './simulate.mjs';

/** Lifecycles in which a defect has to show; most do in the first hundred. */
const BUDGET = 60_000;
/** Lifecycles without a defect: a simulation that always fails would find every defect. */
const CONTROL = 1_000;

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const planted = defects.filter(({ file }) => file.startsWith(values.only ?? ''));

for (const over of /** @type {const} */ (['function', 'nodeTransport'])) {
  const { failed } = await simulate(await bundle('intact'), over, CONTROL);
  if (failed !== undefined)
    throw new Error(`Fails without a defect, over ${over}: seed ${failed.seed}, ${failed.violations[0]}`);
}
let found = 0;
for (const [index, defect] of planted.entries()) {
  const { failed } = await simulate(await bundle(`defect-${index}`, defect), defect.over ?? 'function', BUDGET);
  if (failed === undefined) console.log(`MISSED  ${defect.name}, in ${BUDGET} lifecycles`);
  else {
    found += 1;
    console.log(`found   ${defect.name}: seed ${failed.seed}, ${failed.violations[0]}`);
  }
}
console.log(`${found} of ${planted.length} planted defects found`);
process.exitCode = found === planted.length ? 0 : 1;
