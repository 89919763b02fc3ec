// @ts-check
// Shows that the simulation can fail: plants one defect after the other into the source, and lets it look for each.
import { bundle } from './bundle.mjs';
import { defects } from './defects.mjs';
import { simulate } from './simulate.mjs';

/** Lifecycles in which a defect has to show; most do in the first hundred. */
const BUDGET = 60_000;

let found = 0;
for (const [index, defect] of defects.entries()) {
  const { failed } = await simulate(await bundle(`defect-${index}`, defect), BUDGET);
  if (failed === undefined) console.log(`MISSED  ${defect.name}, in ${BUDGET} lifecycles`);
  else {
    found += 1;
    console.log(`found   ${defect.name}: seed ${failed.seed}, ${failed.violations[0]}`);
  }
}
console.log(`${found} of ${defects.length} planted defects found`);
process.exitCode = found === defects.length ? 0 : 1;
