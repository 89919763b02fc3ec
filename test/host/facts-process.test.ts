import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { anEmptyHost, type FakeHost, installTool, processesOf } from './facts-hosts.js';

let bundled: string;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('../../src/host/facts/host-facts.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  bundled = outputFiles[0]?.text ?? '';
});

/** A host on which a tool hangs, and a script in a process of its own that asks for its facts. */
async function runScript(script: (host: FakeHost) => string): Promise<{ host: FakeHost; stdout: string; ms: number }> {
  const host = anEmptyHost();
  installTool(host, 'pveversion', ': > "$PATH/started"; exec /bin/sleep 600');
  const code = `${bundled}\n${script(host)}`;
  const startedAt = performance.now();
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { timeout: 20_000 });
  const { stdout, stderr } = await run;
  expect(stderr).toBe('');
  return { host, stdout, ms: performance.now() - startedAt };
}

describe('a process that asks for its host’s facts', () => {
  it('gets them, and then ends by itself, with no tool left behind', async () => {
    const { host, stdout, ms } = await runScript(
      (host) => `process.stdout.write(JSON.stringify(await hostFacts(${JSON.stringify(host)})));`,
    );
    expect(JSON.parse(stdout)).toEqual({ platform: 'pve', pve_version: '' });
    // Far less than the tool would take.
    expect(ms).toBeLessThan(15_000);
    await vi.waitFor(() => expect(processesOf(host)).toEqual([]), { timeout: 5_000 });
  });

  it('leaves no tool behind where it exits meanwhile', async () => {
    const { host, stdout } = await runScript(
      (host) => `
        import { existsSync } from 'node:fs';
        void hostFacts(${JSON.stringify(host)}).then(() => process.stdout.write('known'));
        setInterval(() => existsSync(${JSON.stringify(join(host.path, 'started'))}) && process.exit(0), 1);`,
    );
    expect(stdout).toBe('');
    await vi.waitFor(() => expect(processesOf(host)).toEqual([]), { timeout: 5_000 });
  });

  it('may have asked for many, without a warning', async () => {
    const { stdout } = await runScript(
      ({ root, path }) => `
        const hosts = Array.from({ length: 30 }, (_, at) => ({ root: ${JSON.stringify(root)} + '/' + at, path: ${JSON.stringify(path)} }));
        const facts = await Promise.all(hosts.map(hostFacts));
        process.stdout.write(String(facts.filter(({ platform }) => platform === 'pve').length));`,
    );
    expect(stdout).toBe('30');
  });
});
