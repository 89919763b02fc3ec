// @ts-check
// Writes what each entry of the package offers to `api/`, so that a change of it shows in a diff. With `--check`, a
// report that is not up to date is a failure, and nothing is written. Needs `dist`.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const reports = join(root, 'api');
installPrivatePackage(fileURLToPath(new URL('.', import.meta.url)));
const { nameOf, reportOf } = await import('./report.mjs');

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const temporary = mkdtempSync(join(tmpdir(), 'telemetry-api-'));
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));

for (const [entry, { import: esm }] of Object.entries(exports)) {
  if (entry === './package.json') continue;
  const name = nameOf(entry);
  writeFileSync(join(temporary, `${name}.api.md`), reportOf(name, join(root, esm.types)));
}

if (process.argv.includes('--check')) check();
else {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports);
  for (const file of readdirSync(temporary)) writeFileSync(join(reports, file), readFileSync(join(temporary, file)));
}

function check() {
  const { status, stdout } = spawnSync('git', ['diff', '--no-index', reports, temporary], { encoding: 'utf8' });
  if (status === 0) console.log(`ok    ${readdirSync(reports).length} reports`);
  else {
    console.log(`${stdout}\nFAIL  The package offers something else than api/ says. Run npm run api, and commit it.`);
    process.exitCode = 1;
  }
}
