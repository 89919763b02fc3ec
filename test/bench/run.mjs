// @ts-check
// `npm run bench`: what the package costs beside what one would write or install in its place, or beside another
// build of it (`-- --compare DIR`). Ratios only, each of things measured in turn in this run, because a machine that
// does other things slows all of them. Builds on `dist`.
import { parseArgs } from 'node:util';
import { checkoutWithBuild } from './builds.mjs';
import { compareBuilds } from './compare-builds.mjs';
import { measureNames } from './measures.mjs';
import { besidePeers } from './peers/beside-peers.mjs';

const { compare, only, json } = parseArgs({
  options: { compare: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' } },
}).values;

if (compare !== undefined) {
  await compareBuilds(checkoutWithBuild(compare), only === undefined ? measureNames : [only], json);
} else if (only !== undefined || json !== undefined) {
  throw new Error('--only and --json go with --compare DIR');
} else {
  await besidePeers();
}
