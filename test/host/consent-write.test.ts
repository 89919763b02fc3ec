import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readConsent } from '../../src/host/consent/read-consent.js';
import { writeConsent } from '../../src/host/consent/write-consent.js';

const root = mkdtempSync(join(tmpdir(), 'consent-write-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'case-')), 'diagnostics');
});

const written = (): string => readFileSync(path, 'latin1');
const modeOf = (file: string): number => statSync(file).mode & 0o7777;

/** As the VM scripts of the contract read the file. */
function asTheShellReads(file: string): string {
  const script = `grep -i "^DIAGNOSTICS=" "$1" | awk -F= '{print $2}'`;
  return execFileSync('bash', ['-c', script, 'bash', file], { encoding: 'utf8' }).replace(/\n$/, '');
}

describe('writeConsent', () => {
  it.each([true, false])('makes the file and its folders, readable for everybody: %s', async (consent) => {
    path = join(path, 'usr', 'local', 'diagnostics');
    const umask = process.umask(0o077);
    try {
      await writeConsent(consent, { path });
    } finally {
      process.umask(umask);
    }
    expect(written()).toBe(`DIAGNOSTICS=${consent ? 'yes' : 'no'}\n`);
    expect(modeOf(path)).toBe(0o644);
    expect(await readConsent({ path })).toBe(consent);
  });

  it.each([
    { before: '', after: 'DIAGNOSTICS=no\n' },
    { before: 'DIAGNOSTICS=yes\n', after: 'DIAGNOSTICS=no\n' },
    { before: 'DIAGNOSTICS=yes', after: 'DIAGNOSTICS=no\n' },
    { before: '# why\nDIAGNOSTICS=yes\n\n# more\nOTHER=1\n', after: '# why\nDIAGNOSTICS=no\n\n# more\nOTHER=1\n' },
    { before: 'OTHER=1\n', after: 'OTHER=1\nDIAGNOSTICS=no\n' },
    { before: 'OTHER=1', after: 'OTHER=1\nDIAGNOSTICS=no\n' },
    { before: 'A=1\nDIAGNOSTICS=yes\nB=2\nexport diagnostics="yes"\nC=3', after: 'A=1\nDIAGNOSTICS=no\nB=2\nC=3' },
    { before: '#DIAGNOSTICS=yes\n', after: '#DIAGNOSTICS=yes\nDIAGNOSTICS=no\n' },
    { before: 'DIAGNOSTICS_OLD=yes\n', after: 'DIAGNOSTICS_OLD=yes\nDIAGNOSTICS=no\n' },
    { before: '# f\xfcr\nDIAGNOSTICS=yes # \xe9\n\xff\n', after: '# f\xfcr\nDIAGNOSTICS=no\n\xff\n' },
    { before: '\xef\xbb\xbfDIAGNOSTICS=yes\n', after: 'DIAGNOSTICS=no\n' },
  ])('turns $before into $after', async ({ before, after }) => {
    writeFileSync(path, before, 'latin1');
    await writeConsent(false, { path });
    expect(written()).toBe(after);
  });

  it('keeps Windows line ends, but for the answer, which the shell functions would misread', async () => {
    writeFileSync(path, '# first\r\nDIAGNOSTICS=yes\r\nOTHER=1\r\n');
    expect(asTheShellReads(path)).toBe('yes\r');
    await writeConsent(false, { path });
    expect(written()).toBe('# first\r\nDIAGNOSTICS=no\nOTHER=1\r\n');
    expect(asTheShellReads(path)).toBe('no');
  });

  it('gives every reader the answer, whatever was there, and keeps all other lines', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        'DIAGNOSTICS=yes',
        'diagnostics=NO',
        ' export DIAGNOSTICS = "yes" # x',
        'DIAGNOSTICS=',
        '# no',
        '',
      ),
      fc.string({ unit: fc.constantFrom(...'AB=# "\'\t\xe9'), maxLength: 12 }),
    );
    const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 8 });
    const others = (text: string): string[] =>
      text.split(/\r?\n/).filter((line) => line !== '' && !/DIAGNOSTICS\s*=/i.test(line));
    await fc.assert(
      fc.asyncProperty(file, fc.boolean(), async (lines, consent) => {
        const before = lines.map((parts) => parts.join('')).join('');
        writeFileSync(path, before, 'latin1');
        await writeConsent(consent, { path });
        expect(await readConsent({ path })).toBe(consent);
        expect(written().match(/^DIAGNOSTICS=.*$/gim)).toEqual([`DIAGNOSTICS=${consent ? 'yes' : 'no'}`]);
        expect(others(written())).toEqual(others(before));
        const once = written();
        await writeConsent(consent, { path });
        expect(written()).toBe(once);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps permissions, and the owner where it may', async () => {
    writeFileSync(path, 'DIAGNOSTICS=yes\n');
    chmodSync(path, 0o640);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(path, 1234, 5678);
    const before = statSync(path);
    await writeConsent(false, { path });
    const after = statSync(path);
    expect(after.ino).not.toBe(before.ino);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
  });

  it.each([
    { what: 'a file', links: ['real/diagnostics'] },
    { what: 'a file through another link', links: ['second', 'real/diagnostics'] },
  ])('writes $what that a link leads to, and leaves the link', async ({ links }) => {
    const folder = dirname(path);
    mkdirSync(join(folder, 'real'));
    const real = join(folder, 'real', 'diagnostics');
    writeFileSync(real, '# kept\nDIAGNOSTICS=yes\n');
    links.forEach((link, at) => symlinkSync(link, at === 0 ? path : join(folder, links[at - 1] ?? '')));
    await writeConsent(false, { path });
    expect(readlinkSync(path)).toBe(links[0]);
    expect(readFileSync(real, 'utf8')).toBe('# kept\nDIAGNOSTICS=no\n');
    expect(lstatSync(real).isFile()).toBe(true);
  });

  it('makes the file that a link leads to, out of a linked folder too', async () => {
    const folder = dirname(path);
    mkdirSync(join(folder, 'deep', 'real'), { recursive: true });
    symlinkSync('deep/real', join(folder, 'short'));
    symlinkSync('../made', join(folder, 'short', 'diagnostics'));
    await writeConsent(true, { path: join(folder, 'short', 'diagnostics') });
    expect(readFileSync(join(folder, 'deep', 'made'), 'utf8')).toBe('DIAGNOSTICS=yes\n');
  });

  it.each([
    { what: 'a folder', make: () => mkdirSync(path) },
    { what: 'a FIFO', make: () => execFileSync('mkfifo', [path]) },
    { what: 'binary', make: () => writeFileSync(path, 'DIAGNOSTICS=yes\0') },
    { what: 'longer than is read', make: () => writeFileSync(path, '#'.repeat(65_537)) },
    { what: 'a link to itself', make: () => symlinkSync(path, path) },
    { what: 'below a file', make: () => (writeFileSync(path, ''), (path = join(path, 'diagnostics'))) },
  ])('names a file that is $what, and leaves everything as it was', async ({ make }) => {
    make();
    const folder = dirname(path);
    const before = statSync(folder).isDirectory() ? readdirSync(folder) : [];
    await expect(writeConsent(true, { path })).rejects.toMatchObject({
      name: 'TelemetryError',
      code: 'internal',
      message: expect.stringContaining(`The diagnostics file ${path} was not written: `),
    });
    expect(statSync(folder).isDirectory() ? readdirSync(folder) : []).toEqual(before);
  });

  it('leaves no draft behind where the file cannot take its place', async () => {
    // A full disk and the like: a limit on the size of files stands in for it.
    writeFileSync(path, `# ${'x'.repeat(4_000)}\nDIAGNOSTICS=yes\n`);
    const script = join(dirname(path), '..', 'write.mjs');
    const { build } = await import('esbuild');
    await build({
      stdin: {
        contents: `import { writeConsent } from './src/host/consent/write-consent.ts';
          process.on('SIGXFSZ', () => undefined);
          await writeConsent(false, { path: process.argv[2] }).catch((error) => console.log(error.message));`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: script,
    });
    const limited = ['-c', 'ulimit -f 1; exec "$@"', 'bash', process.execPath, script, path];
    const printed = execFileSync('bash', limited, { encoding: 'utf8' });
    expect(printed).toMatch(/^The diagnostics file .* was not written: EFBIG/);
    expect(readdirSync(dirname(path))).toEqual(['diagnostics']);
    expect(await readConsent({ path })).toBe(true);
  });

  it.each(['no', 'yes', 1, undefined, null])('takes nothing but a boolean for an answer: %j', async (consent) => {
    await expect(writeConsent(consent as never, { path })).rejects.toMatchObject({ code: 'invalid-options' });
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('shows readers a whole file at every moment, and ends with one of the answers', async () => {
    const comment = `# ${'x'.repeat(30_000)}\n`;
    writeFileSync(path, `DIAGNOSTICS=yes\n${comment}`);
    let isDone = false;
    const writing = Promise.all(
      [true, false, true, false].map(async (consent) => {
        for (let round = 0; round < 10; round++) await writeConsent(consent, { path });
      }),
    ).finally(() => (isDone = true));
    let reads = 0;
    while (!isDone) {
      expect(readFileSync(path, 'utf8')).toMatch(/^DIAGNOSTICS=(?:yes|no)\n# x{30000}\n$/);
      reads++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect(reads).toBeGreaterThan(10);
    expect(readdirSync(dirname(path))).toEqual(['diagnostics']);
  });
});
