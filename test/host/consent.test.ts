import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { consentFromHost } from '../../src/host/consent/consent-from-host.js';
import { DIAGNOSTICS_FILE } from '../../src/host/consent/diagnostics-file.js';
import { readConsent } from '../../src/host/consent/read-consent.js';
import { memory } from '../../src/testing/index.js';
import { TelemetryClient } from '../../src/index.js';
import { aRecord } from '../support/records.js';

const root = mkdtempSync(join(tmpdir(), 'consent-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'case-')), 'diagnostics');
});

/** Longer than any of this takes, shorter than a FIFO nobody writes to. */
const AT_ONCE_MS = 5_000;

describe('readConsent', () => {
  it('looks where the scripts keep their answer', () => {
    expect(DIAGNOSTICS_FILE).toBe('/usr/local/community-scripts/diagnostics');
  });

  it.each([
    'DIAGNOSTICS=yes',
    'DIAGNOSTICS=yes\n',
    'diagnostics=yes\n',
    'Diagnostics=YES\n',
    'DIAGNOSTICS=true\n',
    'DIAGNOSTICS=1\n',
    'DIAGNOSTICS=on\n',
    '  DIAGNOSTICS=yes  \n',
    'DIAGNOSTICS = yes\n',
    'DIAGNOSTICS=yes\r\n',
    '# first\r\nDIAGNOSTICS=yes\r\n# last\r\n',
    'DIAGNOSTICS="yes"\n',
    "DIAGNOSTICS='yes'\n",
    'DIAGNOSTICS=" yes "\n',
    'DIAGNOSTICS=yes # as asked\n',
    'DIAGNOSTICS="yes"\t# as asked\n',
    'export DIAGNOSTICS=yes\n',
    'Export   DIAGNOSTICS=yes\n',
    'DIAGNOSTICS=no\nDIAGNOSTICS=yes\n',
    'OTHER=no\nDIAGNOSTICS=yes\nANOTHER=no\n',
    '\uFEFFDIAGNOSTICS=yes\n',
    '# für alle Fälle\nDIAGNOSTICS=yes\n',
  ])('takes %j for a yes', async (text) => {
    writeFileSync(path, text);
    expect(await readConsent({ path })).toBe(true);
  });

  it.each([
    '',
    '\n',
    'DIAGNOSTICS=',
    'DIAGNOSTICS=no\n',
    'DIAGNOSTICS=NO\n',
    'DIAGNOSTICS=no\r\n',
    'DIAGNOSTICS="no"\n',
    'DIAGNOSTICS=no # comment\n',
    'DIAGNOSTICS=maybe\n',
    'DIAGNOSTICS=y\n',
    'DIAGNOSTICS=yes please\n',
    'DIAGNOSTICS=yes#no\n',
    'DIAGNOSTICS=#yes\n',
    'DIAGNOSTICS= # yes\n',
    'DIAGNOSTICS="yes\n',
    'DIAGNOSTICS=yes"\n',
    'DIAGNOSTICS="yes"no\n',
    'DIAGNOSTICS="yes # no"\n',
    'DIAGNOSTICS=\'"yes"\'\n',
    'DIAGNOSTICS=yes=no\n',
    'DIAGNOSTICS=$(echo yes)\n',
    'DIAGNOSTICS=yes\nDIAGNOSTICS=no\n',
    'DIAGNOSTICS=yes\nexport diagnostics=no\n',
    'DIAGNOSTICS=yes\n  DIAGNOSTICS = no\n',
    'DIAGNOSTICS=yes\nDIAGNOSTICS=\n',
    'DIAGNOSTICS=yes\rDIAGNOSTICS=no\r',
    'DIAGNOSTICS=yes\nDIAGNOSTICS=no\u2028\n',
    '#DIAGNOSTICS=yes\n',
    '# DIAGNOSTICS=yes\n',
    'NO_DIAGNOSTICS=yes\n',
    'DIAGNOSTICS_OLD=yes\n',
    'DIAGNOSTICS yes\n',
    'yes\n',
    'exportDIAGNOSTICS=yes\n',
    'DIAGNOSTICS=yes\n\0',
    '\x1b[31mDIAGNOSTICS=no\nDIAGNOSTICS=yes\n',
  ])('takes %j for a no', async (text) => {
    writeFileSync(path, text);
    expect(await readConsent({ path })).toBe(false);
  });

  it.each([
    { what: 'a missing file', make: () => undefined },
    { what: 'a missing folder', make: () => (path = join(path, 'none', 'diagnostics')) },
    { what: 'a folder', make: () => mkdirSync(path) },
    { what: 'a FIFO', make: () => execFileSync('mkfifo', [path]) },
    {
      what: 'a link to a FIFO',
      make: () => (execFileSync('mkfifo', [`${path}.fifo`]), symlinkSync(`${path}.fifo`, path)),
    },
    { what: 'a device', make: () => symlinkSync('/dev/zero', path) },
    { what: 'a link that leads nowhere', make: () => symlinkSync(`${path}.none`, path) },
    { what: 'a link to itself', make: () => symlinkSync(path, path) },
    { what: 'UTF-16', make: () => writeFileSync(path, 'DIAGNOSTICS=yes\n', 'utf16le') },
    { what: 'a program', make: () => symlinkSync(process.execPath, path) },
    { what: '10 MB', make: () => writeFileSync(path, 'DIAGNOSTICS=yes\n'.repeat(655_360)) },
    { what: 'an invalid path', make: () => (path = 'a\0b') },
  ])('takes $what for a no, at once', { timeout: AT_ONCE_MS }, async ({ make }) => {
    make();
    expect(await readConsent({ path })).toBe(false);
  });

  it('reads up to 64 KiB, and takes one byte more for a no', async () => {
    const whole = 'DIAGNOSTICS=yes\n'.padEnd(65_536, '#');
    writeFileSync(path, whole);
    expect(await readConsent({ path })).toBe(true);
    writeFileSync(path, `${whole}#`);
    expect(await readConsent({ path })).toBe(false);
  });

  it('follows a link', async () => {
    writeFileSync(`${path}.real`, 'DIAGNOSTICS=yes\n');
    symlinkSync('diagnostics.real', path);
    expect(await readConsent({ path })).toBe(true);
  });

  it.each([
    { what: 'blanks before a quote', text: `DIAGNOSTICS=${' '.repeat(60_000)}"` },
    { what: 'blanks before a word', text: `DIAGNOSTICS=yes${' '.repeat(60_000)}x` },
    { what: 'blanks before the key', text: `${' '.repeat(60_000)}x` },
    { what: 'quotes', text: `DIAGNOSTICS=${'"'.repeat(60_000)}` },
    { what: 'short lines', text: 'DIAGNOSTICS=\n'.repeat(5_000) },
  ])('is not held up by $what', { timeout: AT_ONCE_MS }, async ({ text }) => {
    writeFileSync(path, text);
    expect(await readConsent({ path })).toBe(false);
  });

  it('needs an explicit yes, whatever else a file holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        writeFileSync(path, bytes);
        // No key, no yes: what is random here does not spell it.
        expect(await readConsent({ path })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('consentFromHost', () => {
  const YES = 'DIAGNOSTICS=yes\n';
  const NO = 'DIAGNOSTICS=no\n';

  it.each<{ file: string | undefined; env: Record<string, string | undefined>; consent: boolean }>([
    { file: YES, env: {}, consent: true },
    { file: YES, env: { DIAGNOSTICS: '' }, consent: true },
    { file: YES, env: { DIAGNOSTICS: undefined }, consent: true },
    { file: YES, env: { DIAGNOSTICS: 'yes' }, consent: true },
    { file: undefined, env: { DIAGNOSTICS: 'yes' }, consent: true },
    { file: undefined, env: { DIAGNOSTICS: ' TRUE ' }, consent: true },
    { file: YES, env: { DIAGNOSTICS: 'no' }, consent: false },
    { file: YES, env: { DIAGNOSTICS: 'maybe' }, consent: false },
    { file: YES, env: { DIAGNOSTICS: ' ' }, consent: false },
    { file: NO, env: { DIAGNOSTICS: 'yes' }, consent: false },
    { file: NO, env: {}, consent: false },
    { file: '# nothing said\n', env: { DIAGNOSTICS: 'yes' }, consent: false },
    { file: '', env: { DIAGNOSTICS: 'yes' }, consent: false },
    { file: `${YES}\0`, env: { DIAGNOSTICS: 'yes' }, consent: false },
    { file: undefined, env: {}, consent: false },
    { file: undefined, env: { DIAGNOSTICS: '' }, consent: false },
    { file: undefined, env: { DIAGNOSTICS: 'no' }, consent: false },
    { file: undefined, env: { diagnostics: 'yes' }, consent: false },
    { file: YES, env: { DIAGNOSTICS: 'yes', DO_NOT_TRACK: '1' }, consent: false },
    { file: YES, env: { DO_NOT_TRACK: 'true' }, consent: false },
    { file: YES, env: { DO_NOT_TRACK: 'please' }, consent: false },
    { file: YES, env: { DO_NOT_TRACK: '0' }, consent: true },
    { file: YES, env: { DO_NOT_TRACK: ' False ' }, consent: true },
    { file: YES, env: { DO_NOT_TRACK: '' }, consent: true },
    { file: undefined, env: { DO_NOT_TRACK: '0' }, consent: false },
  ])('is $consent for the file $file and the environment $env', async ({ file, env, consent }) => {
    if (file !== undefined) writeFileSync(path, file);
    expect(await consentFromHost({ path, env })()).toBe(consent);
  });

  it.each([
    { what: 'a folder', make: () => mkdirSync(path) },
    { what: 'a FIFO', make: () => execFileSync('mkfifo', [path]) },
    { what: 'a link that leads nowhere', make: () => symlinkSync(`${path}.none`, path) },
    { what: 'an invalid path', make: () => (path = 'a\0b') },
  ])('is a no where the file is $what, whatever the environment says', { timeout: AT_ONCE_MS }, async ({ make }) => {
    make();
    expect(await consentFromHost({ path, env: { DIAGNOSTICS: 'yes' } })()).toBe(false);
  });

  it('is a no for a user who may not read the file', async () => {
    // Root reads everything, so somebody else asks.
    const folder = join(path, '..');
    chmodSync(root, 0o755);
    chmodSync(folder, 0o755);
    writeFileSync(path, YES);
    chmodSync(path, 0o600);
    const { build } = await import('esbuild');
    const script = join(folder, 'ask.mjs');
    await build({
      stdin: {
        contents: `import { consentFromHost } from './src/host/consent/consent-from-host.ts';
          console.log(await consentFromHost({ path: process.argv[2], env: { DIAGNOSTICS: 'yes' } })());`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: script,
    });
    chmodSync(script, 0o644);
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (process.getuid?.() !== 0) chmodSync(path, 0o000);
    const answer = execFileSync(process.execPath, [script, path], { ...nobody, cwd: folder, encoding: 'utf8' });
    expect(answer).toBe('false\n');
  });

  it('follows a file and an environment that change while the client runs', async () => {
    const env: Record<string, string | undefined> = {};
    const telemetry = new TelemetryClient({ consent: consentFromHost({ path, env }), backend: memory() });
    const outcome = async (): Promise<string> => (await telemetry.create(aRecord())).outcome;
    expect(await outcome()).toBe('skipped');
    writeFileSync(path, YES);
    expect(await outcome()).toBe('created');
    env['DIAGNOSTICS'] = 'no';
    expect(await outcome()).toBe('skipped');
    delete env['DIAGNOSTICS'];
    expect(await outcome()).toBe('created');
    writeFileSync(path, NO);
    expect(await outcome()).toBe('skipped');
    rmSync(path);
    env['DIAGNOSTICS'] = 'yes';
    expect(await outcome()).toBe('created');
  });

  it('looks at the environment of this process where none is given', async () => {
    const before = process.env['DIAGNOSTICS'];
    const consent = consentFromHost({ path });
    try {
      delete process.env['DIAGNOSTICS'];
      expect(await consent()).toBe(false);
      process.env['DIAGNOSTICS'] = 'yes';
      expect(await consent()).toBe(true);
    } finally {
      if (before === undefined) delete process.env['DIAGNOSTICS'];
      else process.env['DIAGNOSTICS'] = before;
    }
  });

  it('takes nothing from a prototype', async () => {
    const env = Object.create({ DIAGNOSTICS: 'yes' }) as Record<string, string>;
    expect(await consentFromHost({ path, env })()).toBe(false);
  });

  it('is a no where the runtime does not permit to read the environment', async () => {
    writeFileSync(path, YES);
    const env = new Proxy<Record<string, string>>(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('Requires env access');
        },
      },
    );
    expect(await consentFromHost({ path, env })()).toBe(false);
  });
});
