import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Runs a command that fails and says why, and reports it to memory. */
const PROGRAM = `
  import { runInstallation } from './dist/host.js';
  import { TelemetryClient } from './dist/index.js';
  import { memory } from './dist/testing.js';

  const backend = memory();
  const telemetry = new TelemetryClient({ consent: 'yes', backend });
  const install = 'printf "EXIT_CODE=22\\nCOMMAND=fetch-it\\n" >errinfo; exit 22';
  const options = { record: { type: 'lxc', nsapp: 'plex' }, telemetry, errinfo: 'errinfo' };
  const { updated } = await runInstallation('sh', ['-c', install], options);
  console.log(JSON.stringify({ outcome: updated.outcome, isDescribed: backend.records()[0].error.includes('fetch-it') }));
`;

it.each([
  { where: 'every file of the package is there', removed: undefined, isDescribed: true },
  {
    where: 'the installation removed the file that describes failures',
    removed: /^describe-failure/,
    isDescribed: false,
  },
])('a failed command is reported where $where', async ({ removed, isDescribed }) => {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-removed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.js'), PROGRAM);
  const files = readdirSync(join(folder, 'dist')).filter((file) => removed?.test(file));
  expect(files.length > 0).toBe(removed !== undefined);
  for (const file of files) rmSync(join(folder, 'dist', file));
  const { stdout } = await promisify(execFile)(process.execPath, ['program.js'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ outcome: 'updated', isDescribed });
});

it('telemetry run runs its command and ends as it does where the file that reports is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-removed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(dist, 'cli'), folder, { recursive: true });
  rmSync(join(folder, 'report.cjs'));
  const args = ['run', '--nsapp', 'plex', '--json', '--', 'sh', '-c', 'echo installed; exit 3'];
  const { status, stdout } = spawnSync(process.execPath, [join(folder, 'telemetry.cjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, DIAGNOSTICS: 'yes', TELEMETRY_GUARDS: join(folder, 'guards') },
  });
  const [printed, report = ''] = stdout.split('\n');
  expect([status, printed]).toEqual([3, 'installed']);
  expect(JSON.parse(report)).toMatchObject({
    exitCode: 3,
    created: { outcome: 'failed', error: { code: 'internal', fate: 'not-sent' } },
    updated: { outcome: 'failed', error: { code: 'internal', fate: 'not-sent' } },
  });
});
