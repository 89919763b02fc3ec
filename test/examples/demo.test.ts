import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { plainFetchClient } from '../../examples/demo/plain-fetch-client.mjs';
import { STORIES } from '../../examples/demo/stories.mjs';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const demo = `${root}examples/demo.mjs`;
const environment = {
  ...process.env,
  POCKETBASE_BIN: inject('pocketbase'),
  TERM: 'xterm-256color',
  ...{ CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined, NODE_OPTIONS: undefined },
};

const LEFT = [
  { client: '✓ this client', left: 'success (stored as "sucess")' },
  { client: '✗ plain fetch', left: 'still "installing"' },
  { client: '✓ this client', left: 'failed with 127: Command not found' },
  { client: '✗ plain fetch', left: 'no record' },
  { client: '✓ this client', left: 'failed with 137: Killed' },
  { client: '✗ plain fetch', left: 'success (stored as "sucess")' },
  { client: '✓ this client', left: 'failed with 8: wget https://[secret]@git.lan/app.tgz: 403' },
  { client: '✗ plain fetch', left: 'failed with 8: wget https://bot:hunter2@git.lan/app.tgz: 403' },
  { client: '✓ this client', left: 'aborted with 130 (stored as "unknown")' },
  { client: '✗ plain fetch', left: 'failed with 0: The operation was aborted' },
  { client: '✓ this client', left: 'no record' },
  { client: '✗ plain fetch', left: 'success (stored as "sucess")' },
];

/** Runs the demo with a module loaded before it. */
function runWith(code: string, env: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string; stderr: string } {
  const before = `data:text/javascript,${encodeURIComponent(code)}`;
  return spawnSync(process.execPath, ['--import', before, demo], {
    encoding: 'utf8',
    env: { ...environment, ...env },
  });
}

/** An end that is this, or names it before or behind a colon. */
function endNaming(text: string): string {
  const literal = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return expect.stringMatching(new RegExp(`(?:^|: )${literal}(?:$|: | \\()`)) as string;
}

/** The command lines of every process on this machine. */
function commandsRunning(): string {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(commandOf).join('\n');
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** Runs the demo on a terminal. */
function runOnTerminal(env: NodeJS.ProcessEnv): string {
  const command = `"${process.execPath}" "${demo}"`;
  const { status, stdout } = spawnSync('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    encoding: 'utf8',
    env: { ...environment, ...env },
  });
  expect(status).toBe(0);
  return stdout.replaceAll('\r\n', '\n');
}

describeOnPocketBase('demo.mjs', () => {
  const server = usePocketBase();
  let printed = '';
  let lines: string[] = [];

  beforeAll(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [demo], { encoding: 'utf8', env: environment });
    expect([status, stderr]).toEqual([0, '']);
    printed = stdout;
    lines = stdout.trimEnd().split('\n');
  });

  it('says what each client left in PocketBase', () => {
    const sentences = lines.filter((line) => /^\d/.test(line));
    expect(sentences).toEqual(STORIES.map(({ sentence }, index) => `${index + 1}  ${sentence}`));
    const left = lines.filter((line) => /^ +[✓✗]/.test(line));
    expect(left).toEqual(LEFT.map(({ client, left }) => `   ${client}   ${left}`));
    expect(lines.at(-1)).toBe('Right in the end: this client 6 of 6, plain fetch 0 of 6');
  });

  it("is what the README's table says", () => {
    const [, table = ''] = /^\| story .*\n\| -.*\n((?:\|.*\n)+)/m.exec(readFileSync(`${root}README.md`, 'utf8')) ?? [];
    const rows = [...table.matchAll(/^\| .+? +\| (.+?) +\| (.+?) +\|$/gm)].map((cells) =>
      cells.slice(1).map((cell) => cell.replaceAll('`', '')),
    );
    const left = (client: string): string[] =>
      lines.flatMap((line) => new RegExp(`^ +[✓✗] ${client} +(.+)$`).exec(line)?.[1] ?? []);
    const ours = left('this client');
    expect(left('plain fetch').map((byPlain, story) => [byPlain, ours[story]])).toEqual(
      rows.map((row) => row.map(endNaming)),
    );
    expect(rows).toHaveLength(STORIES.length);
  });

  it('fits on a screen, in plain text', () => {
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(stripVTControlCharacters(printed)).toBe(printed);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it('has colours on a terminal, unless NO_COLOR is set', () => {
    const coloured = runOnTerminal({});
    expect(coloured).toContain('\u001B[32m');
    expect(stripVTControlCharacters(coloured)).toBe(printed);
    expect(runOnTerminal({ NO_COLOR: '1' })).toBe(printed);
  });

  it('ends with 1 where a story does not end as promised, and says which', () => {
    const { status, stdout } = runWith(`
      const { fetch } = globalThis;
      globalThis.fetch = (url, { body, ...init } = {}) => {
        return fetch(url, { ...init, body: typeof body === 'string' ? body.replace('[secret]', 'bot:hunter2') : body });
      };
    `);
    expect(status).toBe(1);
    expect(stdout).toContain(
      [
        '4  The error text holds a password.',
        '   ✗ this client   failed with 8: wget https://bot:hunter2@git.lan/app.tgz: 403',
        '     should be     failed with 8: wget https://[secret]@git.lan/app.tgz: 403\n',
      ].join('\n'),
    );
    expect(stdout).toContain('this client 5 of 6');
  });

  it('says what it lacks on a platform without a PocketBase, and ends with 1', () => {
    const sunOs = "Object.defineProperty(process, 'platform', { value: 'sunos' });";
    const { status, stdout, stderr } = runWith(sunOs, { POCKETBASE_BIN: '' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^The demo needs a PocketBase: npm has no PocketBase for sunos-\w+; name one in POCKETBASE_BIN/,
    );
  });

  it('leaves no data behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-demo-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const running = spawn(process.execPath, [demo], { env: { ...environment, TMPDIR: folder }, stdio: 'ignore' });
    expect(await once(running, 'close')).toEqual([0, null]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    { befalls: 'SIGINT', code: 130, says: '' },
    { befalls: 'SIGTERM', code: 143, says: '' },
    { befalls: 'SIGHUP', code: 129, says: '' },
    { befalls: 'a closed pipe', code: 0, says: '' },
    { befalls: 'a full device', code: 1, says: 'The demo cannot print: ENOSPC.\n' },
  ] as const)('leaves no server and no data behind after $befalls', async ({ befalls, code, says }) => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-demo-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const full = openSync('/dev/full', 'w');
    const stdout = befalls === 'a full device' ? full : 'pipe';
    const env = { ...environment, TMPDIR: folder };
    const running = spawn(process.execPath, [demo], { env, stdio: ['ignore', stdout, 'pipe'] });
    closeSync(full);
    let printed = '';
    running.stdout?.on('data', (chunk) => {
      printed += String(chunk);
      if (!printed.includes('\n1  ')) return;
      if (befalls === 'a closed pipe') running.stdout?.destroy();
      else running.kill(befalls as NodeJS.Signals);
    });
    const [stderr, [ended]] = await Promise.all([text(running.stderr as Readable), once(running, 'exit')]);
    expect({ ended, stderr }).toEqual({ ended: code, stderr: says });
    expect(readdirSync(folder)).toEqual([]);
    expect(commandsRunning()).toContain(process.execPath);
    await expect.poll(commandsRunning, { timeout: 10_000 }).not.toContain(folder);
  });

  it('compares with a client that is right where nothing goes wrong', async () => {
    const client = plainFetchClient(server().url, { diagnostics: 'yes' });
    const random_id = 'nothing-goes-wrong';
    await client.create({ random_id, type: 'lxc', nsapp: 'plex' });
    await client.update({ random_id, exit_code: 0 });
    expect(await server().records(random_id)).toMatchObject([{ nsapp: 'plex', status: 'sucess', exit_code: 0 }]);
  });

  it('is what its picture shows', () => {
    const svg = readFileSync(`${root}docs/assets/demo.svg`, 'utf8');
    const shown = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text = '']) =>
      text
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
    );
    expect(shown).toEqual(lines);
  });

  it('has the picture that `npm run docs:demo-picture` draws', () => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-demo-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const drawn = join(folder, 'demo.svg');
    const { status } = spawnSync(process.execPath, [`${root}test/docs/demo-picture.mjs`, drawn], { env: environment });
    expect(status).toBe(0);
    expect(readFileSync(drawn, 'utf8')).toBe(readFileSync(`${root}docs/assets/demo.svg`, 'utf8'));
  });
});
