import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { thirdPartyLicences } from '../../build/third-party.js';

it('writes the licences of what is bundled, also into a folder that a fresh clone does not have yet', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-licences-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'dist', 'THIRD-PARTY.md');
  await build({
    entryPoints: ['src/transport/ofetch-transport.ts'],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    write: false,
    plugins: [thirdPartyLicences(file)],
  });
  const licences = readFileSync(file, 'utf8');
  const packages = [...licences.matchAll(/^## (\S+) \d+\.\d+\.\d+ \(MIT\)$/gm)].map(([, name]) => name);
  expect(packages).toEqual(['destr', 'ofetch', 'ufo']);
  expect(licences.match(/^MIT License$/gm)).toHaveLength(packages.length);
});
