import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readErrinfo } from '../../src/host/errinfo/read-errinfo.js';

const root = mkdtempSync(join(tmpdir(), 'errinfo-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'case-')), 'install.log.errinfo');
});

/** Longer than any of this takes, shorter than a FIFO nobody writes to. */
const AT_ONCE_MS = 5_000;

describe('readErrinfo', () => {
  it('reads what the shell functions wrote down', async () => {
    // The recorded file of today-update-29 in api-func-today.json.
    const command = 'curl -H "X-Api-Key: s3cret" http://192.168.7.42:8080/x';
    const output = 'curl: (22) 192.168.7.42 said 401';
    writeFileSync(path, `EXIT_CODE=22\nLINE=9\nCOMMAND=${command}\n--- OUTPUT ---\n${output}\n`);
    expect(await readErrinfo(path)).toEqual({ exitCode: 22, line: 9, command, output });
  });

  it.each([
    { text: 'EXIT_CODE=1\n', read: { exitCode: 1 } },
    {
      text: 'EXIT_CODE=007\r\nLINE=12\r\n--- OUTPUT ---\r\na\r\nb\r\n',
      read: { exitCode: 7, line: 12, output: 'a\nb' },
    },
    { text: 'COMMAND=a=b\nLINE=3\nEXIT_CODE=2', read: { exitCode: 2, line: 3, command: 'a=b' } },
    { text: 'EXIT_CODE=\nLINE=\nCOMMAND=\n--- OUTPUT ---\n', read: undefined },
    { text: 'EXIT_CODE=one\nLINE=0\nCOMMAND=x\n', read: { command: 'x' } },
    { text: 'EXIT_CODE=-1\nLINE=1.5\nCOMMAND=x\n', read: { command: 'x' } },
    { text: 'EXIT_CODE=1\nEXIT_CODE=2\n', read: { exitCode: 1 } },
    { text: '--- OUTPUT ---\nEXIT_CODE=3\nonly output', read: { output: 'EXIT_CODE=3\nonly output' } },
    {
      text: 'EXIT_CODE=4\n--- OUTPUT ---\na\n--- OUTPUT ---\nb\n',
      read: { exitCode: 4, output: 'a\n--- OUTPUT ---\nb' },
    },
    { text: 'EXIT_CODE=5\n--- OUTPUT --- more\nLINE=2\n', read: { exitCode: 5, line: 2 } },
    { text: 'EXIT_CODE=6\n--- OUTPUT ---', read: { exitCode: 6 } },
    { text: 'EXIT_CODE=6\n--- OUTPUT ---\n\n  indented\n\n\n', read: { exitCode: 6, output: '\n  indented' } },
    { text: '__proto__=1\nEXIT_CODE=8\n', read: { exitCode: 8 } },
    { text: 'what is this\n', read: undefined },
    { text: '', read: undefined },
  ])('reads $text as $read', async ({ text, read }) => {
    writeFileSync(path, text);
    expect(await readErrinfo(path)).toEqual(read);
  });

  it.each([
    { what: 'a missing file', make: () => undefined },
    { what: 'a folder', make: () => mkdirSync(path) },
    { what: 'a FIFO', make: () => execFileSync('mkfifo', [path]) },
    { what: 'a device', make: () => symlinkSync('/dev/zero', path) },
    { what: 'a link that leads nowhere', make: () => symlinkSync(`${path}.none`, path) },
    { what: 'an invalid path', make: () => (path = 'a\0b') },
  ])('knows nothing of $what, at once', { timeout: AT_ONCE_MS }, async ({ make }) => {
    make();
    expect(await readErrinfo(path)).toBeUndefined();
  });

  it('keeps more of command and output than is published, so that a secret in them is whole', async () => {
    writeFileSync(path, `EXIT_CODE=1\nCOMMAND=${'c'.repeat(5_000)}\n--- OUTPUT ---\n${'o'.repeat(100_000)}\n`);
    expect(await readErrinfo(path)).toMatchObject({ command: 'c'.repeat(4_096), output: 'o'.repeat(65_536) });
  });

  it('has the end of an output of 200 MB, and reads little of it', { timeout: AT_ONCE_MS }, async () => {
    const head = 'EXIT_CODE=137\nLINE=4\nCOMMAND=make\n--- OUTPUT ---\n';
    writeFileSync(path, head);
    execFileSync('truncate', ['-s', '200M', path]);
    writeFileSync(path, '\nthe end\n', { flag: 'a' });
    const before = process.memoryUsage().arrayBuffers;
    const read = await readErrinfo(path);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
    expect(read).toMatchObject({ exitCode: 137, line: 4, command: 'make' });
    expect(read?.output?.endsWith('\nthe end')).toBe(true);
    expect(read?.output?.length).toBeLessThanOrEqual(65_536);
  });

  it.each([
    { what: 'empty lines', content: '\n'.repeat(1_000_000) + 'x' },
    { what: 'blanks', content: ' '.repeat(1_000_000) + 'x' },
    { what: 'carriage returns', content: '\r'.repeat(1_000_000) + 'x' },
    { what: 'markers', content: '--- OUTPUT ---\n'.repeat(65_000) },
    { what: 'keys', content: 'COMMAND=\n'.repeat(110_000) },
    { what: 'one long command', content: `COMMAND=${'\u{1f991}'.repeat(250_000)}` },
  ])('is not held up by $what', { timeout: AT_ONCE_MS }, async ({ content }) => {
    for (const text of [content, `EXIT_CODE=1\n--- OUTPUT ---\n${content}`]) {
      writeFileSync(path, text);
      expect((await readErrinfo(path))?.output?.length ?? 0).toBeLessThanOrEqual(65_536);
    }
  });

  it('keeps its bounds whatever the file holds', async () => {
    const prefixes = ['', 'EXIT_CODE=', 'COMMAND=', 'EXIT_CODE=1\n--- OUTPUT ---\n'].map((text) =>
      new TextEncoder().encode(text),
    );
    const file = fc.tuple(fc.constantFrom(...prefixes), fc.uint8Array({ maxLength: 20_000, size: 'max' }));
    await fc.assert(
      fc.asyncProperty(file, async ([prefix, bytes]) => {
        writeFileSync(path, new Uint8Array([...prefix, ...bytes]));
        const { exitCode, line, command, output, ...rest } = (await readErrinfo(path)) ?? {};
        expect(rest).toEqual({});
        expect(exitCode === undefined || Number.isSafeInteger(exitCode)).toBe(true);
        expect(line === undefined || line > 0).toBe(true);
        expect((command ?? '').length).toBeLessThanOrEqual(4_096);
        expect((output ?? '').length).toBeLessThanOrEqual(65_536);
      }),
      { numRuns: 100 },
    );
  });
});
