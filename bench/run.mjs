// @ts-check
// `npm run bench`: what the package costs beside what one would write or install in its place, and beside another build
// of it (`-- --compare DIR`). Contestants are measured in turn, because a machine that does other things slows all of
// them, and judged by their ratios. Builds on `dist`. The report goes to standard output, progress to standard error.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { npm } from '../test/setup/npm.mjs';
import { checkoutWithBuild, copyOfThisBuild, thisDirectory } from './builds.mjs';
import { goals } from './goals.mjs';
import { judge } from './judge.mjs';
import { measureNamed, measureNames } from './measures.mjs';
import { goalsInWords, measureInWords } from './report.mjs';
import { sampleInTurn } from './rounds.mjs';
import { startFastServer } from './servers/start-fast-server.mjs';
import { startRealPocketBase } from './servers/start-real-pocketbase.mjs';

const { compare, only, json, rounds } = parseArgs({
  options: {
    // Another checkout with its build, measured too.
    compare: { type: 'string' },
    // One measure alone.
    only: { type: 'string' },
    // Takes everything, each sample included.
    json: { type: 'string' },
    // For a first look: most processes of a contestant, and most samples of each of them.
    rounds: { type: 'string' },
  },
}).values;

const names = only === undefined ? measureNames : [only];
const other = compare === undefined ? {} : { other: checkoutWithBuild(compare) };
const measures = new Map(
  await Promise.all(names.map(async (name) => /** @type {const} */ ([name, await measureNamed(name)]))),
);

installPeers();
const copy = copyOfThisBuild();
const folder = mkdtempSync(join(tmpdir(), 'telemetry-bench-'));
process.on('exit', () => [copy, folder].forEach((path) => rmSync(path, { recursive: true, force: true })));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const fast = await startFastServer();
const real = await startRealPocketBase();
// A minute's work, so only for the measures that read.
const full = names.some((name) => name.startsWith('read-'))
  ? await startRealPocketBase({ isFull: true })
  : { pocketBase: { reason: 'not started' }, stop: async () => {} };
try {
  const setting = {
    builds: { this: thisDirectory, copy, ...other },
    fast: fast.url,
    pocketBase: real.pocketBase,
    fullPocketBase: full.pocketBase,
    folder,
  };
  console.log(`This build${compare === undefined ? '' : `, and ${compare}`}; medians; Node ${process.version}`);
  const results = new Map();
  for (const [name, measure] of measures) {
    const began = performance.now();
    results.set(name, await sampleInTurn(name, measure, setting, Number(rounds ?? Infinity)));
    console.error(`measured ${name} in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    console.log(measureInWords(name, measure, results.get(name)));
  }
  const judged = goals
    .filter(
      ({ measure, beside }) => results.has(measure) && (compare !== undefined || beside?.startsWith('other') !== true),
    )
    .map((goal) => judge(goal, results.get(goal.measure)));
  if (judged.length > 0) console.log(goalsInWords(judged));
  if (judged.some(({ verdict }) => verdict !== 'pass')) process.exitCode = 1;
  if (json !== undefined) {
    const everything = { node: process.version, compare, goals: judged, measures: Object.fromEntries(results) };
    writeFileSync(json, `${JSON.stringify(everything, undefined, 2)}\n`);
  }
} finally {
  fast.stop();
  await real.stop();
  await full.stop();
}

function installPeers() {
  const here = fileURLToPath(new URL('.', import.meta.url));
  if (existsSync(`${here}node_modules/`)) return;
  console.error('Installing the peers …');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
}
