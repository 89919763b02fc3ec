// @ts-check
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { builtPackage, everyBuild } from '../builds.mjs';
import { usageOf } from '../usage.mjs';

const [FEW, MANY] = [200, 10_000];
const CLAIMS = 20;
const MEMORY = '/dev/shm';
const anEnd = /** @type {const} */ ({ status: 'failed', exit_code: 127, error: 'Command not found' });

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'a guard of FileGuardStore, claimed and closed, beside those that are kept',
  quantities: {
    few: { what: 'beside 200', unit: 'µs' },
    many: { what: 'beside 10,000', unit: 'µs' },
    ratio: { what: 'the ratio', unit: 'of 1' },
  },
  contestants: everyBuild,
  reference: 'copy',
  processes: 1,
  rounds: 24,
  async prepare({ build = 'this' }, { builds, folder }) {
    const { FileGuardStore } = await builtPackage(builds[build]).host();
    // In memory where the system has a place for it, so that it is not the disk that is measured.
    const own = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : folder, 'bench-guards-'));
    process.on('exit', () => rmSync(own, { recursive: true }));

    const claimBeside = async (/** @type {number} */ kept) => {
      const aStore = () => new FileGuardStore({ folder: join(own, `${kept} kept`), onDegraded: refuse });
      await claimAndClose(aStore(), kept);
      // As another process, which remembers none of them itself.
      const guards = aStore();
      return async () => (await usageOf(CLAIMS, () => claimAndClose(guards, CLAIMS))).wall;
    };

    const [few, many] = [await claimBeside(FEW), await claimBeside(MANY)];
    // In one process, since a process that is slowed is slowed for long.
    return async () => {
      const sample =
        Math.random() < 0.5 ? { few: await few(), many: await many() } : { many: await many(), few: await few() };
      return { ...sample, ratio: sample.many / sample.few };
    };
  },
};

/** @param {import('@community-scripts/telemetry/host').FileGuardStore} guards @param {number} count */
async function claimAndClose(guards, count) {
  for (let claims = 0; claims < count; claims += 1) {
    const claim = await guards.claim(randomUUID(), anEnd, new AbortController().signal);
    if (!claim.granted) throw new Error(`It is closed by ${claim.closedBy}`);
    await claim.close('updated');
  }
}

/** @param {unknown} error */
function refuse(error) {
  throw error;
}
