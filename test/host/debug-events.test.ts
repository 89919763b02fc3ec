import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
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

/** A program that logs twice in one tick, then prints on standard output, and ends by a signal. */
const TWO_LINES = `
  import { consentFromHost, debugEvents } from '${dist}host.js';
  const log = debugEvents();
  const event = { type: 'attempt', random_id: 'one-installation', operation: 'create', attempt: 1, durationMs: 1 };
  log(event);
  log(event);
  await consentFromHost({ path: '/nowhere', env: { DIAGNOSTICS: 'yes' } })();
  setTimeout(() => {
    console.log('goes on');
    log({ ...event, attempt: 2 });
    process.kill(process.pid, 'SIGTERM');
  }, 100);
  setTimeout(() => {}, 5_000);`;

describe('a line of TELEMETRY_DEBUG', () => {
  const env = { PATH: process.env['PATH'], TELEMETRY_DEBUG: '1' };
  const args = ['--input-type=module', '-e', TWO_LINES];

  it.each(['is full', 'is a closed pipe'])('ends no program whose standard error %s', async (name) => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', name === 'is full' ? full : 'pipe'] });
    closeSync(full);
    child.stderr?.destroy();
    const [printed, ended] = await Promise.all([text(child.stdout as NodeJS.ReadableStream), once(child, 'exit')]);
    expect([printed, ...ended]).toEqual(['goes on\n', null, 'SIGTERM']);
  });

  it('is written at once, even if the program ends right after it', async () => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const printed = await text(child.stderr as NodeJS.ReadableStream);
    expect(printed.split('\n').at(-2)).toBe('telemetry: create one-installation: attempt 2 was answered (1 ms)');
  });

  it('has no control or invisible characters', async () => {
    const random_id = 'a\\u001b[31m\\u009b1m\\u202e\\u{e0041}\\nb';
    const program = `
      import { consentFromHost, debugEvents } from '${dist}host.js';
      debugEvents()({ type: 'retry', random_id: '${random_id}', operation: 'create', attempt: 2, delayMs: 1 });
      await consentFromHost({ path: '/nowhere/${random_id}', env: {} })();`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
    expect(stderr).toMatch(/^telemetry: create a [^\p{Cc}\p{Cf}]* b: attempt 2 follows [^\p{Cc}\p{Cf}]*\n/u);
    expect(stderr).toMatch(/\/nowhere\/a\\u001b\[31m\\u009b1m\\u202e\\udb40\\udc41\\u000ab does not exist\n$/);
  });
});
