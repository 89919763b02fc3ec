import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const dist = new URL('../../dist/', import.meta.url).href;

/** What a program of its own says on standard error while this is TELEMETRY_DEBUG. */
async function saidWith(TELEMETRY_DEBUG: string): Promise<string[]> {
  const program = `
    import { TelemetryClient } from '${dist}index.js';
    import { memory } from '${dist}testing.js';
    import { consentFromHost, debugEvents, runInstallation } from '${dist}host.js';
    const telemetry = new TelemetryClient({
      consent: consentFromHost({ path: '/nowhere', env: { DIAGNOSTICS: 'yes' } }),
      backend: memory(),
      onEvent: debugEvents(),
    });
    const record = { type: 'lxc', nsapp: 'plex', random_id: 'one-installation' };
    await runInstallation('true', [], { telemetry, record });`;
  const env = { PATH: process.env['PATH'], TELEMETRY_DEBUG };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env,
  });
  expect(stdout).toBe('');
  return stderr.split('\n').filter((line) => line !== '');
}

describe('TELEMETRY_DEBUG', () => {
  it('has consentFromHost and debugEvents say what is decided, the answer once', async () => {
    const said = await saidWith('1');
    expect(said.slice(0, 1)).toEqual(['telemetry: consent is yes: DIAGNOSTICS says yes']);
    expect(said.map((line) => line.replace(/ \(\d+ ms\)$/, '')).slice(1)).toEqual([
      'telemetry: create one-installation: attempt 1 was answered',
      expect.stringMatching(/^telemetry: create one-installation: created, record_id \w+$/),
      'telemetry: update one-installation: attempt 1 was answered',
      expect.stringMatching(/^telemetry: update one-installation: updated to success with exit code 0, record_id \w+$/),
    ]);
  });

  it.each(['', '0', 'no'])('%j says nothing', async (value) => {
    expect(await saidWith(value)).toEqual([]);
  });
});
