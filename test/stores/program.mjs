// Runs in an installed package, on any runtime with SQLite: every contract of a store. Prints the number of cases.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@community-scripts/telemetry/sqlite';
import { backendContract, storeContract } from '@community-scripts/telemetry/testing';

const folder = mkdtempSync(join(tmpdir(), 'telemetry-sqlite-'));
let files = 0;
const newPath = () => join(folder, `${(files += 1)}.db`);
const cases = [
  ...storeContract(() => {
    const path = newPath();
    return { store: sqlite({ path }), open: () => sqlite({ path }) };
  }),
  ...storeContract(() => ({ store: sqlite({ path: ':memory:' }) })),
  ...backendContract(() => sqlite({ path: newPath() }).backend()),
];
try {
  for (const { name, run } of cases) {
    await run().catch((error) => {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    });
  }
  console.log(cases.length);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
