import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/index.js';
import { cli, type Ran, useCommandLine } from '../support/command-line.js';
import { serve } from '../support/http-server.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

const server = usePocketBase();
const { folder, telemetry: typed } = useCommandLine();

/** Types a command that reports to this suite's PocketBase. */
const telemetry = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  typed(args, { PB_URL: server().url, ...env });

async function stored(random_id: string): Promise<Record<string, unknown>[]> {
  const records = (await server().records()) as Record<string, unknown>[];
  return records.filter((record) => record['random_id'] === random_id);
}

describe('the command line', () => {
  it.each([
    { args: ['--help'], prints: 'Usage: telemetry <command> [options]' },
    { args: ['run', '--help'], prints: 'Usage: telemetry <command> [options]' },
    { args: ['--version'], prints: VERSION },
    { args: ['explain', '127'], prints: '127  Command not found' },
    { args: ['explain', '28', '137'], prints: '137  Killed (SIGKILL / Out of memory?)' },
    { args: ['explain', 'nonsense'], prints: 'nonsense  Unknown error' },
  ])('$args prints $prints', async ({ args, prints }) => {
    const { code, stdout, stderr } = await telemetry(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(prints);
  });

  it('without arguments prints how it is used to standard error', async () => {
    const { code, stdout, stderr } = await telemetry([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: telemetry <command> \[options\]\n/);
  });

  it('explains as JSON', async () => {
    const { stdout } = await telemetry(['explain', '--json', '127', '28']);
    expect(JSON.parse(stdout)).toMatchObject([
      { given: '127', code: 127 },
      { code: 28, category: 'timeout' },
    ]);
  });

  it.each([
    { args: ['launch'], says: "Unknown command 'launch': expected run, create, update, explain, consent, doctor" },
    { args: ['creat'], says: "Unknown command 'creat': did you mean 'create'?" },
    { args: ['--json'], says: 'Expected a command: run, create' },
    { args: ['create', '--colour'], says: "Unknown option '--colour'\n" },
    { args: ['create', '--os-typ', 'debian'], says: "Unknown option '--os-typ': did you mean '--os-type'?" },
    { args: ['create', '--disk_size=8'], says: "Unknown option '--disk_size': did you mean '--disk-size'?" },
    { args: ['create', '--type'], says: "Option '--type <value>' argument missing\n" },
    { args: ['records', '--limit', '-1'], says: /^telemetry: --limit expects a value; write --limit=-1 .*\nTry: / },
    { args: ['records', '--json', '--csv'], says: 'Give --json or --csv, not both' },
    { args: ['top', '--csv', '--json'], says: 'Give --json or --csv, not both' },
    ...[
      ...['ct', 'LXC', ''].map((value) => ({ option: '--type', value, expected: 'one of lxc, vm, addon, pve' })),
      { option: '--ct-type', value: 'unprivileged', expected: '1 (unprivileged), 0 (privileged) or 2' },
      { option: '--disk-size', value: 'big', expected: 'GB as a number from 0' },
      { option: '--core-count', value: 'two', expected: 'a whole number from 0' },
      { option: '--ram-size', value: '2KB', expected: 'MB as a number from 0' },
    ].flatMap(({ option, value, expected }) =>
      [['create'], ['update', 'done'], ['run']].map((command) => ({
        args: [...command, '--nsapp', 'plex', option, value, ...(command[0] === 'run' ? ['--', 'echo', 'ran'] : [])],
        says: new RegExp(`^telemetry: ${option}: expected ${expected.replace(/[()]/g, '\\$&')}.*, got "${value}"\n`),
      })),
    ),
    { args: ['create', 'plex'], says: 'create expects no argument' },
    { args: ['update'], says: 'update expects <status> [code]' },
    { args: ['update', 'failed', '1', '2'], says: 'update expects <status> [code]' },
    { args: ['update', 'failed', '--file', 'diagnostics'], says: 'update does not take --file' },
    ...[
      { command: ['create'], rest: [] },
      { command: ['update', 'failed'], rest: [] },
      { command: ['run'], rest: ['--', 'true'] },
    ].map(({ command, rest }) => ({
      args: [...command, '--url', 'http://127.0.0.1:2', '--service', 'http://127.0.0.1:2/telemetry', ...rest],
      says: 'Give --url (a PocketBase) or --service (an ingest service), not both',
    })),
    { args: ['explain', '1', '--service', 'http://127.0.0.1:2'], says: 'explain does not take --service' },
    { args: ['explain'], says: 'explain expects <code>...' },
    { args: ['run'], says: 'Put the command after --' },
    {
      args: ['run', '--nsapp', 'plex', 'bash', '-c', 'exit'],
      says: 'Put the command after --',
    },
    { args: ['run', 'echo', '--version'], says: 'Put the command after --' },
    { args: ['run', 'bash', 'plex.sh', '--', 'x'], says: 'Put the command after --' },
    { args: ['run', '--nsapp', 'plex', 'bash', '--', 'x'], says: 'Put the command after --' },
    { args: ['--nsapp', 'plex', 'run', 'bash', 'x'], says: 'Put the command after --' },
    { args: ['--', 'run', 'bash', 'x'], says: 'Put the command after --' },
    { args: ['consent\nyes'], says: "Unknown command 'consent\\u000ayes'" },
    {
      args: ['run', '--app', 'plex', '--', 'true'],
      says: "Unknown option '--app': did you mean '--nsapp'?\nPut the command after --",
    },
    { args: ['run', '--'], says: 'run expects -- <command> [argument...]' },
    { args: ['consent', 'maybe'], says: 'consent expects [yes|no]' },
  ])('$args makes no sense', async ({ args, says }) => {
    const { code, stdout, stderr } = await telemetry(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).toContain('telemetry --help');
  });
});

describe('consent', () => {
  it('is no until it is written, and then what was written', async () => {
    const file = join(folder(), 'diagnostics');
    writeFileSync(file, '# of this host\nVERBOSE=no\n');
    expect((await telemetry(['consent', '--file', file])).stdout).toBe('no\n');
    expect((await telemetry(['consent', 'yes', '--file', file])).stdout).toBe('yes\n');
    expect((await telemetry(['consent', '--file', file, '--json'])).stdout).toBe(
      `${JSON.stringify({ consent: true, path: file })}\n`,
    );
    expect((await telemetry(['consent', 'no', '--file', file])).stdout).toBe('no\n');
    expect(readFileSync(file, 'utf8')).toBe('# of this host\nVERBOSE=no\nDIAGNOSTICS=no\n');
  });

  it('that cannot be written is told, with code 1', async () => {
    const { code, stderr } = await telemetry(['consent', 'yes', '--file', '/dev/null/diagnostics']);
    expect(code).toBe(1);
    expect(stderr).toContain('telemetry: The diagnostics file /dev/null/diagnostics was not written');
  });
});

describeOnPocketBase('a shell script', () => {
  it('reports beginning and end, silently', async () => {
    const env = { DIAGNOSTICS: 'yes', RANDOM_UUID: randomUUID(), NSAPP: 'plex', DISK_SIZE: '20G', var_os: 'debian' };
    const silent = { code: 0, stdout: '', stderr: '' };
    expect(await telemetry(['create'], env)).toMatchObject(silent);
    expect(await telemetry(['update', 'failed', '127'], env)).toMatchObject(silent);
    expect(await telemetry(['update', 'done'], env)).toMatchObject(silent);
    expect(await stored(env.RANDOM_UUID)).toMatchObject([
      { nsapp: 'plex', type: 'lxc', disk_size: 20, os_type: 'debian', status: 'failed', exit_code: 127 },
    ]);
  });

  it.each([
    { args: [], stored: { exit_code: 130, error: 'Terminated by Ctrl+C (SIGINT)' } },
    { args: ['129'], stored: { exit_code: 129 } },
    { args: ['0'], stored: { exit_code: 0 } },
  ])('reports an end that was aborted as $stored with the arguments $args', async ({ args, stored: expected }) => {
    const env = { DIAGNOSTICS: 'yes', RANDOM_UUID: randomUUID(), NSAPP: 'plex' };
    await telemetry(['create'], env);
    await telemetry(['update', 'aborted', ...args], env);
    expect(await stored(env.RANDOM_UUID)).toMatchObject([{ status: 'unknown', ...expected }]);
  });

  it.each([
    {
      args: ['faild', '7'],
      says: 'unknown status "faild" (known: done, success, failed, aborted, unknown), reported as unknown with exit code 7: did you mean failed?',
      end: ['unknown', 7],
    },
    {
      args: ['broken'],
      says: 'unknown status "broken" (known: done, success, failed, aborted, unknown), reported as unknown with exit code 1\n',
      end: ['unknown', 1],
    },
    { args: ['failed', '0'], says: 'reported as failed with exit code 0: did you mean done?', end: ['failed', 0] },
    {
      args: ['failed', 'x7'],
      says: '"x7" is not an exit code, reported as failed with exit code 1: expected a whole number',
      end: ['failed', 1],
    },
    {
      args: ['done', '7'],
      says: 'done with 7, the exit code of a failure, reported as success with exit code 0',
      end: ['sucess', 0],
    },
  ])('is told in one line that $args says something unclear, and ends with 0', async ({ args, says, end }) => {
    const env = { DIAGNOSTICS: 'yes', RANDOM_UUID: randomUUID(), NSAPP: 'plex' };
    await telemetry(['create'], env);
    const { code, stdout, stderr } = await telemetry(['update', ...args], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^telemetry: [^\n]*\n$/);
    expect(stderr).toContain(says);
    const [status, exit_code] = end;
    expect(await stored(env.RANDOM_UUID)).toMatchObject([{ status, exit_code }]);
  });

  it.each([['done'], ['done', 'none'], ['success', '0'], ['aborted', '0'], ['unknown'], ['failed', ''], ['', '']])(
    'is told nothing of the end %s %s',
    async (...args) => {
      expect(await telemetry(['update', ...args])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    },
  );

  it.each([
    { name: 'no NSAPP', env: {}, says: /\bnsapp\b/ },
    { name: 'an invalid TELEMETRY_TYPE', env: { NSAPP: 'plex', TELEMETRY_TYPE: 'ct' }, says: /\btype\b/ },
    { name: 'an invalid RANDOM_UUID', env: { NSAPP: 'plex', RANDOM_UUID: 'abc' }, says: /\bRANDOM_UUID\b/ },
    { name: 'an empty RANDOM_UUID', env: { NSAPP: 'plex', RANDOM_UUID: '' }, says: /\bRANDOM_UUID\b/ },
  ])('is told once why nothing is reported with $name, if there is consent', async ({ env, says }) => {
    for (const args of [['create'], ['run', '--', 'bash', '-c', 'exit 3']]) {
      const code = args.includes('run') ? 3 : 0;
      const told = await telemetry(args, { DIAGNOSTICS: 'yes', ...env });
      expect(told.code).toBe(code);
      expect(told.stderr).toMatch(/^telemetry: not (reported|sent): [^\n]*\n$/);
      expect(told.stderr).toMatch(says);
      expect(
        await telemetry([args[0] as string, '--json', ...args.slice(1)], { DIAGNOSTICS: 'yes', ...env }),
      ).toMatchObject({ code, stderr: '' });
      expect(await telemetry(args, env)).toMatchObject({ code, stderr: '' });
    }
  });

  it('prints the outcome as JSON', async () => {
    const env = { DIAGNOSTICS: 'yes', RANDOM_UUID: randomUUID(), CORE_COUNT: 'two' };
    const { RANDOM_UUID: random_id } = env;
    const created = await telemetry(['create', '--json', '--nsapp', 'haos', '--type', 'vm', '--disk-size', '32'], env);
    expect(JSON.parse(created.stdout)).toMatchObject({
      random_id,
      outcome: 'created',
      problems: [{ name: 'CORE_COUNT', expected: 'expected a whole number from 0' }],
    });
    const updated = await telemetry(['update', 'done', '--json'], env);
    expect(JSON.parse(updated.stdout)).toMatchObject({ random_id, outcome: 'updated' });
    const again = await telemetry(['update', 'failed', '1', '--json'], env);
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'skipped', reason: 'already-updated' });
    expect(await stored(random_id)).toMatchObject([{ nsapp: 'haos', type: 'vm', disk_size: 32, status: 'sucess' }]);
  });

  it('tells who has no id the one it made', async () => {
    const { stdout } = await telemetry(['create', '--nsapp', 'plex'], { DIAGNOSTICS: 'yes' });
    expect(await stored(stdout.trim())).toMatchObject([{ nsapp: 'plex', status: 'installing' }]);
  });

  it('creates the record that create could not report, if the environment describes it', async () => {
    const env = { DIAGNOSTICS: 'yes', RANDOM_UUID: randomUUID(), NSAPP: 'plex', CORE_COUNT: '2' };
    const lost = await telemetry(['create', '--json'], { ...env, PB_URL: 'http://127.0.0.1:65534' });
    expect(JSON.parse(lost.stdout)).toMatchObject({ outcome: 'failed' });
    const { stdout } = await telemetry(['update', 'failed', '100', '--json'], env);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'updated' });
    expect(await stored(env.RANDOM_UUID)).toMatchObject([{ nsapp: 'plex', core_count: 2, exit_code: 100 }]);
  });

  it('ends the installation it names, not the one it was started for', async () => {
    const [outer, inner] = [randomUUID(), randomUUID()];
    const env = { DIAGNOSTICS: 'yes', NSAPP: 'plex' };
    for (const RANDOM_UUID of [outer, inner]) await telemetry(['create'], { ...env, RANDOM_UUID });
    const PB_RECORD_ID = String((await stored(outer))[0]?.['id']);
    await telemetry(['update', 'failed', '7', '--random-id', inner], { ...env, RANDOM_UUID: outer, PB_RECORD_ID });
    expect(await stored(outer)).toMatchObject([{ status: 'installing' }]);
    expect(await stored(inner)).toMatchObject([{ status: 'failed', exit_code: 7 }]);
  });

  it.each([
    { name: 'no consent', env: {}, became: { outcome: 'skipped', reason: 'no-consent' } },
    {
      name: 'no id',
      env: { DIAGNOSTICS: 'yes', RANDOM_UUID: '' },
      became: { outcome: 'skipped', reason: 'no-random-id' },
    },
    {
      name: 'no server',
      env: { DIAGNOSTICS: 'yes', PB_URL: 'http://127.0.0.1:65534' },
      became: { outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } },
    },
    {
      name: 'an invalid address',
      env: { DIAGNOSTICS: 'yes', PB_URL: 'nowhere' },
      became: { outcome: 'failed', error: { code: 'invalid-options', fate: 'not-sent' } },
    },
    {
      name: 'a type that PocketBase does not have',
      env: { DIAGNOSTICS: 'yes', TELEMETRY_TYPE: 'turnkey' },
      became: {
        outcome: 'failed',
        error: {
          code: 'invalid-record',
          fate: 'not-sent',
          fields: { type: '`turnkey` is not one of lxc, vm, addon, pve, the types of PocketBase' },
        },
        problems: [],
      },
    },
    {
      name: 'a type in a variable that is not one',
      env: { DIAGNOSTICS: 'yes', TELEMETRY_TYPE: 'docker' },
      became: {
        outcome: 'failed',
        error: { code: 'invalid-record', fate: 'not-sent', fields: { type: expect.any(String) as string } },
        problems: [{ name: 'TELEMETRY_TYPE', expected: 'expected one of lxc, vm, addon, pve, turnkey, tool' }],
      },
    },
    {
      name: 'no name',
      env: { DIAGNOSTICS: 'yes', NSAPP: '' },
      became: {
        outcome: 'failed',
        problems: [{ name: 'NSAPP', expected: 'expected the application, such as "plex"' }],
      },
    },
  ])('goes on with $name', async ({ env, became }) => {
    const given = { NSAPP: 'plex', RANDOM_UUID: randomUUID(), ...env };
    const { code, stdout, stderr } = await telemetry(['create', '--json'], given);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject(became);
  });
});

describeOnPocketBase('TELEMETRY_DEBUG=1', () => {
  const RANDOM_UUID = randomUUID();
  const env = { TELEMETRY_DEBUG: '1', RANDOM_UUID, NSAPP: 'plex' };
  const lines = ({ stderr }: Ran): string[] => stderr.trimEnd().split('\n');
  const file = '/usr/local/community-scripts/diagnostics does not exist';
  const to = expect.stringMatching(
    /^telemetry: reports go to http:\/\/127.0.0.1:\d+ \(PocketBase from PB_URL\)$/,
  ) as string;

  it('says which file or variable said no', async () => {
    expect(lines(await telemetry(['create'], env))).toEqual([
      to,
      `telemetry: consent is no: DO_NOT_TRACK is not set, DIAGNOSTICS is not set, ${file}`,
      expect.stringMatching(
        new RegExp(`^telemetry: create ${RANDOM_UUID}: skipped, no-consent: no explicit yes: .* ms`),
      ),
    ]);
    expect(lines(await telemetry(['create'], { ...env, CORE_COUNT: 'two' }))[0]).toBe(
      'telemetry: CORE_COUNT: expected a whole number from 0; left out',
    );
    expect(lines(await telemetry(['create'], { ...env, DIAGNOSTICS: 'maybe' }))[1]).toBe(
      'telemetry: consent is no: DIAGNOSTICS says "maybe", which is not a yes',
    );
  });

  it('says what is sent, and nothing of its content', async () => {
    const given = { ...env, DIAGNOSTICS: 'yes', METHOD: 's3cret' };
    const created = await telemetry(['create'], given);
    expect(created).toMatchObject({ code: 0, stdout: '' });
    expect(lines(created)).toEqual([
      to,
      'telemetry: consent is yes: DIAGNOSTICS says yes',
      expect.stringMatching(
        new RegExp(`^telemetry: create ${RANDOM_UUID}: attempt 1 to ${server().url} was answered \\(\\d+ ms\\)$`),
      ),
      expect.stringMatching(new RegExp(`^telemetry: create ${RANDOM_UUID}: created, record_id \\w+ \\(\\d+ ms\\)$`)),
    ]);
    const ran = await telemetry(['run', '--', 'bash', '-c', 'exit 3'], given);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(`telemetry: update ${RANDOM_UUID}: updated to failed with exit code 3, record_id`);
    expect(created.stderr + ran.stderr).not.toContain('s3cret');
  });
});

describe('TELEMETRY_DEBUG=1', () => {
  it('logs each attempt and outcome of a run whose server never answers', async () => {
    const url = await serve(() => undefined);
    const env = { TELEMETRY_DEBUG: '1', DIAGNOSTICS: 'yes', NSAPP: 'plex', RANDOM_UUID: randomUUID() };
    const { code, stderr } = await typed(['run', '--url', url, '--', 'bash', '-c', 'exit 3'], env);
    expect(code).toBe(3);
    expect(stderr).toMatch(/: create [\w-]+: failed, aborted, .*\n/);
    expect(stderr).toMatch(/: update [\w-]+: failed, timed-out, .*\n/);
  });
});

describe('TELEMETRY_DEBUG=1', () => {
  it.each([
    { args: [], env: { RANDOM_UUID: 'abc' }, says: /^telemetry: RANDOM_UUID: expected .*, such as a UUID\n/ },
    { args: ['--random-id', 'abc'], env: {}, says: /^telemetry: --random-id: expected .*, such as a UUID\n/ },
    { args: [], env: { TELEMETRY_TYPE: 'ct' }, says: /^telemetry: TELEMETRY_TYPE: expected one of [\w, ]*\n/ },
    { args: [], env: { CORE_COUNT: 'two' }, says: /^telemetry: CORE_COUNT: .*; left out\n/ },
  ])('says of $env, $args only that it is left out if the rest is sent', async ({ args, env, says }) => {
    const given = { TELEMETRY_DEBUG: '1', NSAPP: 'plex', PB_URL: 'http://127.0.0.1:65534' };
    expect((await typed(['create', ...args], { ...given, ...env })).stderr).toMatch(says);
  });
});

describe('what the command line prints', () => {
  const escapes = '\u001B]0;title\u0007\u009B31m\u202E\u{E0041}\r';

  it.each([
    {
      args: [`cre${escapes}`],
      prints: "Unknown command 'cre\\u001b]0;title\\u0007\\u009b31m\\u202e\\udb40\\udc41\\u000d'",
    },
    { args: ['explain', escapes], prints: '\\u001b]0;title' },
    { args: ['explain', '--json', escapes], prints: '"given":"\\u001b]0;title\\u0007\\u009b31m\\u202e' },
    { args: ['create', `--${escapes}`], prints: "Unknown option '--\\u001b]0;" },
    { args: ['create', '--url', `http://127.0.0.1:2/${escapes}`], prints: '--url: expected an http(s) URL' },
    { args: ['doctor', '--url', `http://127.0.0.1:2/a\u009B31m\u202Eb`], prints: '--url: expected an http(s) URL' },
    { args: ['run', '--', `no-such-${escapes}`], prints: 'no-such-\\u001b]0;title' },
    { args: ['consent', '--file', `/dev/null/${escapes}`, 'yes'], prints: '/dev/null/\\u001b]0;title' },
  ])('has no control or invisible characters of $args.0', async ({ args, prints }) => {
    const { stdout, stderr } = await typed(args, { PB_URL: 'http://127.0.0.1:65534' });
    const lines = (stdout + stderr).split('\n');
    expect(lines.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line))).toEqual([]);
    expect(lines.join('\n')).toContain(prints);
  });
});

describeOnPocketBase('update aborted 0', () => {
  it('is called unclear with TELEMETRY_DEBUG=1 only, and once', async () => {
    const env = { DIAGNOSTICS: 'yes', RANDOM_UUID: randomUUID(), NSAPP: 'plex' };
    await telemetry(['create'], env);
    expect(await telemetry(['update', 'aborted', '0'], env)).toMatchObject({ code: 0, stderr: '' });
    const RANDOM_UUID = randomUUID();
    await telemetry(['create'], { ...env, RANDOM_UUID });
    const { stderr } = await telemetry(['update', 'aborted', '0'], { ...env, RANDOM_UUID, TELEMETRY_DEBUG: '1' });
    expect(stderr.match(/.*aborted with 0, the exit code of a success.*/g)).toEqual([
      expect.stringMatching(`^telemetry: update ${RANDOM_UUID}: aborted with 0, .*, reported as aborted`),
    ]);
  });
});

describeOnPocketBase('an option', () => {
  const given = { DIAGNOSTICS: 'yes', NSAPP: 'plex' };

  it('that is no id is named as the option, and sends nothing', async () => {
    const { code, stdout } = await telemetry(['create', '--json', '--random-id', 'a b'], given);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'skipped',
      reason: 'no-random-id',
      problems: [{ name: '--random-id', expected: 'expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID' }],
    });
  });

  it.each(['--url', '--service'])('%s of an unset variable sends nothing to the community', async (option) => {
    const { code, stdout, stderr } = await telemetry(['create', option, ''], given);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f-]{36}\n$/);
    expect(stderr).toMatch(new RegExp(`^telemetry: nothing is reported: ${option}: expected an http.* URL.*\n$`));
  });

  it('whose number is of an unset variable counts as left out', async () => {
    const { stdout } = await telemetry(['create', '--disk-size', '', '--core-count', '', '--ct-type', ''], given);
    expect(await stored(stdout.trim())).toMatchObject([{ disk_size: 0, core_count: 0, ct_type: 1 }]);
  });
});

describeOnPocketBase('run', () => {
  const run = (script: string, options: string[] = [], env: Record<string, string> = {}): Promise<Ran> =>
    telemetry(['run', '--nsapp', 'plex', ...options, '--', 'bash', '-c', script], { DIAGNOSTICS: 'yes', ...env });

  it.each([
    { script: 'echo installed', code: 0, stdout: 'installed\n', end: { status: 'sucess', exit_code: 0 } },
    { script: 'echo broken >&2; exit 100', code: 100, stdout: '', end: { status: 'failed', exit_code: 100 } },
  ])('ends as `$script` does', async ({ script, code, stdout, end }) => {
    const RANDOM_UUID = randomUUID();
    expect(await run(script, [], { RANDOM_UUID })).toMatchObject({ code, stdout });
    expect(await stored(RANDOM_UUID)).toMatchObject([{ nsapp: 'plex', ...end }]);
  });

  it('prints the outcome last, as JSON', async () => {
    const { stdout } = await run('echo installed; exit 3', ['--json']);
    const [printed, report = ''] = stdout.trimEnd().split('\n');
    expect(printed).toBe('installed');
    expect(JSON.parse(report)).toMatchObject({
      exitCode: 3,
      durationMs: expect.any(Number) as number,
      created: { outcome: 'created' },
      updated: { outcome: 'updated' },
    });
  });

  it('is joined by what it runs, which reports no second installation', async () => {
    const RANDOM_UUID = randomUUID();
    const inner = `"${process.execPath}" "${cli}"`;
    await run(`${inner} create --nsapp other; ${inner} update failed 6; exit 100`, [], { RANDOM_UUID });
    expect(await stored(RANDOM_UUID)).toMatchObject([{ nsapp: 'plex', status: 'failed', exit_code: 6 }]);
  });

  it('tells what failed in the words of the installer, without its secrets', async () => {
    const RANDOM_UUID = randomUUID();
    const errinfo = join(folder(), `${RANDOM_UUID}.errinfo`);
    writeFileSync(
      errinfo,
      'EXIT_CODE=22\nLINE=41\nCOMMAND=curl -fsSL -H "Authorization: Bearer abc123secret" https://plex.example\n--- OUTPUT ---\ncurl: (22) The requested URL returned error: 401\n',
    );
    await run('exit 22', ['--errinfo', errinfo], { RANDOM_UUID });
    const [record] = await stored(RANDOM_UUID);
    expect(record?.['error']).toMatch(/^exit_code=22 \| curl: HTTP error returned .* \| at line 41: curl -fsSL/);
    expect(record?.['error']).toContain('The requested URL returned error: 401');
    expect(JSON.stringify(record)).not.toContain('abc123secret');
  });

  it('lets an installer print faster than it is read', async () => {
    const RANDOM_UUID = randomUUID();
    const script = 'set -e; head -c 3000000 /dev/zero; echo FINISHED';
    const command = `"${process.execPath}" "${cli}" run --nsapp plex -- bash -c '${script}' 2>&1 | (sleep 2; tail -c 9)`;
    const { PATH = '', HOME = '' } = process.env;
    const env = {
      PATH,
      HOME,
      PB_URL: server().url,
      TELEMETRY_GUARDS: join(folder(), 'guards'),
      DIAGNOSTICS: 'yes',
      RANDOM_UUID,
    };
    const printed = await promisify(execFile)('bash', ['-c', command], { env });
    expect(printed.stdout).toBe('FINISHED\n');
    expect(await stored(RANDOM_UUID)).toMatchObject([{ status: 'sucess' }]);
  });

  it('reports an installation that was agreed to while it ran', async () => {
    const RANDOM_UUID = randomUUID();
    const file = join(folder(), RANDOM_UUID);
    const program = join(folder(), `${RANDOM_UUID}.mjs`);
    const dist = new URL('../../dist/', import.meta.url).href;
    writeFileSync(
      program,
      `import { pocketBase, TelemetryClient } from '${dist}index.js';
       import { readConsent, runInstallation } from '${dist}host.js';
       const telemetry = new TelemetryClient({
         consent: () => readConsent({ path: '${file}' }),
         backend: pocketBase({ baseUrl: '${server().url}' }),
       });
       const record = { type: 'lxc', nsapp: 'plex', random_id: '${RANDOM_UUID}' };
       await runInstallation('bash', ['-c', 'sleep 0.3; echo DIAGNOSTICS=yes >${file}; exit 3'], { telemetry, record });`,
    );
    await promisify(execFile)(process.execPath, [program]);
    expect(await stored(RANDOM_UUID)).toMatchObject([{ nsapp: 'plex', status: 'failed', exit_code: 3 }]);
  });

  it('takes no failure of yesterday for one of today', async () => {
    const RANDOM_UUID = randomUUID();
    const errinfo = join(folder(), `${RANDOM_UUID}.errinfo`);
    writeFileSync(errinfo, 'EXIT_CODE=22\nLINE=41\nCOMMAND=curl of yesterday\n');
    const yesterday = Date.now() / 1_000 - 86_400;
    utimesSync(errinfo, yesterday, yesterday);
    await run('exit 22', ['--errinfo', errinfo], { RANDOM_UUID });
    expect((await stored(RANDOM_UUID))[0]?.['error']).toMatch(/^curl: HTTP error returned/);
  });

  it('passes a second -- on to the command', async () => {
    const { stdout } = await telemetry(['run', '--json', '--', 'bash', '-c', 'echo "$@"', 'sh', '--', 'x'], {});
    expect(stdout).toMatch(/^-- x\n/);
  });

  it('says why a command could not be started, and ends as a shell does', async () => {
    const { code, stderr } = await telemetry(['run', '--nsapp', 'plex', '--', 'no-such-installer']);
    expect(code).toBe(127);
    expect(stderr).toBe('telemetry: no-such-installer: command not found\n');
  });
});
