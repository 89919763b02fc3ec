import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hostFacts } from '../../src/host/index.js';
import { cli, type Ran, useCommandLine } from '../support/command-line.js';
import { serve } from '../support/http-server.js';
import { useIngestService } from '../support/ingest-service.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aHost, anEmptyHost, installTool } from '../host/facts-hosts.js';

const { folder, telemetry } = useCommandLine();
const service = useIngestService();

const NOBODY = 'http://127.0.0.1:65534';
/** What a consenting installation has in its environment; where nothing names a server, nobody is reached. */
const anInstallation = (): { DIAGNOSTICS: string; RANDOM_UUID: string; NSAPP: string; PB_URL: string } => ({
  DIAGNOSTICS: 'yes',
  RANDOM_UUID: randomUUID(),
  NSAPP: 'plex',
  PB_URL: NOBODY,
});

const toService = (): string[] => ['--service', service().url];
const stored = (random_id: string): object[] => service().service.storedOf(random_id);
const sent = (random_id: string): Record<string, unknown>[] =>
  service()
    .service.bodies.map((body) => JSON.parse(body) as Record<string, unknown>)
    .filter((event) => event['random_id'] === random_id);
const became = ({ stdout }: Ran): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>;

describe('a shell script that reports to the ingest service', () => {
  it.each([
    { command: ['create'], status: 404 },
    { command: ['update', 'failed'], status: 404 },
    { command: ['run', '--', 'true'], status: 404 },
    { command: ['create'], status: 200 },
  ])(
    'says that $command was answered with $status at a wrong path, though no terminal reads it',
    async ({ command, status }) => {
      const url = await serve(
        (_, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end('<p>'),
      );
      const [name = '', ...rest] = command;
      const args = [name, '--service', `${url}/wrong`, ...rest];
      const { code, stderr } = await telemetry(args, anInstallation());
      expect(code).toBe(0);
      expect(stderr).toMatch(new RegExp(`^telemetry: not reported: POST ${url}/wrong .*${status}[^\n]*\n$`));
    },
  );

  it('tells beginning and end in two processes, silently, each a whole event', async () => {
    const { RANDOM_UUID: random_id, ...env } = {
      ...anInstallation(),
      ...{ DISK_SIZE: '20G', CORE_COUNT: '2', var_os: 'archlinux', TELEMETRY_TYPE: 'lxc' },
    };
    const own = { ...env, RANDOM_UUID: random_id };
    const silent = { code: 0, stdout: '', stderr: '' };
    expect(await telemetry(['create', ...toService()], own)).toMatchObject(silent);
    expect(await telemetry(['update', 'failed', '127', ...toService()], own)).toMatchObject(silent);
    const told = { type: 'lxc', nsapp: 'plex', disk_size: 20, core_count: 2, os_type: 'arch-linux' };
    expect(stored(random_id)).toMatchObject([
      { ...told, status: 'installing' },
      { ...told, status: 'failed', exit_code: 127, error_category: 'command_not_found' },
    ]);
  });

  it('learns as JSON that it is accepted, and that one end is enough', async () => {
    const env = anInstallation();
    expect(became(await telemetry(['create', '--json', ...toService()], env))).toEqual({
      random_id: env.RANDOM_UUID,
      outcome: 'accepted',
      by: 'service',
      problems: [],
    });
    expect(became(await telemetry(['update', 'done', '--json', ...toService()], env))).toMatchObject({
      outcome: 'accepted',
    });
    expect(became(await telemetry(['update', 'failed', '1', '--json', ...toService()], env))).toMatchObject({
      outcome: 'skipped',
      reason: 'already-updated',
    });
    expect(stored(env.RANDOM_UUID)).toMatchObject([{ status: 'installing' }, { status: 'success' }]);
  });

  it.each(['turnkey', 'tool'])('may report a %s, from its options alone', async (type) => {
    const random_id = randomUUID();
    const options = ['--nsapp', 'nextcloud', '--type', type, '--random-id', random_id, '--os-type', 'debian'];
    await telemetry(['update', 'failed', '100', ...options, ...toService()], { DIAGNOSTICS: 'yes', PB_URL: NOBODY });
    expect(stored(random_id)).toMatchObject([{ type, nsapp: 'nextcloud', os_type: 'debian', exit_code: 100 }]);
  });

  it('has its end refused until the caller says what was installed', async () => {
    const { RANDOM_UUID, PB_URL, DIAGNOSTICS } = anInstallation();
    const env = { RANDOM_UUID, PB_URL, DIAGNOSTICS };
    const { code, ...refused } = await telemetry(['update', 'failed', '7', '--json', ...toService()], env);
    expect(code).toBe(0);
    expect(became({ code, ...refused })).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid-record', fate: 'not-sent', fields: { nsapp: expect.any(String) as string } },
      problems: [
        {
          name: 'NSAPP',
          expected: 'expected the application, such as "plex", or --nsapp: the service needs it in every report',
        },
      ],
    });
    expect(sent(RANDOM_UUID)).toEqual([]);
    await telemetry(['update', 'failed', '7', '--nsapp', 'plex', ...toService()], env);
    expect(stored(RANDOM_UUID)).toMatchObject([{ nsapp: 'plex', status: 'failed', exit_code: 7 }]);
  });

  it('tells a person why the end was refused', async () => {
    const { RANDOM_UUID, DIAGNOSTICS } = anInstallation();
    const { PATH = '' } = process.env;
    const env = { PATH, RANDOM_UUID, DIAGNOSTICS, TELEMETRY_GUARDS: join(folder(), 'guards'), SHELL: '/bin/bash' };
    const words = `'${process.execPath}' '${cli}' update failed 7 --service '${service().url}'`;
    const { stdout } = await promisify(execFile)('script', ['-qec', words, '/dev/null'], { env });
    expect(stdout).toContain('or --nsapp: the service needs it in every report');
    expect(stdout).toContain('not reported: The service needs nsapp');
  });

  it.each([
    { name: 'no yes', env: { DIAGNOSTICS: '' } },
    { name: 'a no', env: { DIAGNOSTICS: 'no' } },
    { name: 'DO_NOT_TRACK', env: { DO_NOT_TRACK: '1' } },
  ])('sends nothing and asks the machine nothing where $name', async ({ env }) => {
    const host = anEmptyHost();
    installTool(host, 'pveversion', `echo asked >${host.root}/asked`);
    const own = { ...anInstallation(), ...env, PATH: host.path };
    const skipped = { outcome: 'skipped', reason: 'no-consent' };
    expect(became(await telemetry(['create', '--json', ...toService()], own))).toMatchObject(skipped);
    expect(became(await telemetry(['update', 'done', '--json', ...toService()], own))).toMatchObject(skipped);
    await telemetry(['run', ...toService(), '--', '/bin/true'], own);
    expect(sent(own.RANDOM_UUID)).toEqual([]);
    expect(existsSync(`${host.root}/asked`)).toBe(false);
  });
});

describe('the machine a service is told of', () => {
  it('is what it knows of itself, at the beginning and, in another process, at the end', async () => {
    const { cpu_vendor = 'unknown', cpu_model = '', arch = '' } = await hostFacts();
    const env = { ...anInstallation(), PATH: aHost('proxmox-8').path };
    await telemetry(['create', ...toService()], env);
    await telemetry(['update', 'done', ...toService()], env);
    const machine = {
      ...{ platform: 'pve', pve_version: '8.3.2', arch, cpu_vendor, cpu_model, ram_speed: '3200' },
      ...{ gpu_vendor: 'amd', gpu_model: 'Advanced Micro Devices, Inc. [AMD/ATI] Barcelo', gpu_passthrough: 'igpu' },
    };
    // Whether the script supports ARM, and what the container's system is, the machine does not know.
    const others = { has_arm: false, os_type: '', os_version: '' };
    expect(sent(env.RANDOM_UUID)).toMatchObject([
      { status: 'installing', ...machine, ...others },
      { status: 'success', ...machine, ...others },
    ]);
  });

  it('has the system of an add-on, which is told instead of the version of Proxmox', async () => {
    const { os_id = '', os_version_id = '' } = await hostFacts();
    const env = { ...anInstallation(), TELEMETRY_TYPE: 'addon', PATH: aHost('proxmox-8').path };
    await telemetry(['update', 'done', ...toService()], env);
    const system = { os_type: os_id, os_version: os_version_id, pve_version: '', platform: 'pve' };
    expect(sent(env.RANDOM_UUID)).toMatchObject([system]);
  });

  it('is no part of what PocketBase is sent but for the version of Proxmox', async () => {
    const bodies: object[] = [];
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        if (body !== '') bodies.push(JSON.parse(body) as object);
        const record = { id: 'abc123def456789', random_id: env.RANDOM_UUID };
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify(request.method === 'GET' ? { items: [record] } : record));
      });
    });
    const env = { ...anInstallation(), PB_URL: url, PATH: aHost('proxmox-8').path };
    await telemetry(['create'], env);
    await telemetry(['update', 'failed', '1', '--nsapp', 'plex', '--disk-size', '8'], env);
    const [created = {}, updated = {}] = bodies;
    expect(created).toMatchObject({ pve_version: '8.3.2' });
    expect(Object.keys(created).sort()).toEqual(
      [
        ...['core_count', 'ct_type', 'disk_size', 'method', 'nsapp', 'os_type', 'os_version', 'pve_version'],
        ...['ram_size', 'random_id', 'status', 'type'],
      ].sort(),
    );
    expect(Object.keys(updated).sort()).toEqual(['error', 'exit_code', 'status']);
  });
});

describe('run', () => {
  it('tells the service of beginning and end, and how long it took', async () => {
    const env = anInstallation();
    const { code, stdout } = await telemetry(['run', ...toService(), '--', 'bash', '-c', 'sleep 1; exit 100'], env);
    expect({ code, stdout }).toEqual({ code: 100, stdout: '' });
    const [begun, ended] = stored(env.RANDOM_UUID);
    expect(begun).toMatchObject({ nsapp: 'plex', status: 'installing' });
    expect(begun).not.toHaveProperty('install_duration');
    expect(ended).toMatchObject({ nsapp: 'plex', status: 'failed', exit_code: 100 });
    expect((ended as { install_duration: number }).install_duration).toBeGreaterThanOrEqual(1);
    expect((ended as { install_duration: number }).install_duration).toBeLessThan(10);
  });

  it('has what it runs report to the same service, as one installation', async () => {
    const env = anInstallation();
    const inner = `"${process.execPath}" "${cli}" update failed 6; exit 100`;
    const ran = await telemetry(['run', '--json', ...toService(), '--', 'bash', '-c', inner], env);
    expect(became(ran)).toMatchObject({ updated: { outcome: 'skipped', reason: 'already-updated' } });
    expect(stored(env.RANDOM_UUID)).toMatchObject([{ status: 'installing' }, { status: 'failed', exit_code: 6 }]);
  });

  it('leaves the variables of what it runs alone where no option names a server', async () => {
    const script = 'echo "${TELEMETRY_URL-unset} ${PB_URL-unset}"';
    const { stdout } = await telemetry(['run', '--', 'bash', '-c', script], { TELEMETRY_URL: service().url });
    expect(stdout).toBe(`${service().url} unset\n`);
    const wrong = await telemetry(['run', '--service', 'nowhere', '--', 'bash', '-c', script]);
    expect(wrong.stdout).toBe('unset unset\n');
  });
});

describe('a service that cannot be reached', () => {
  const commands = (url: string): string[][] => [
    ['create', '--service', url],
    ['update', 'done', '--service', url],
    ['run', '--service', url, '--', 'true'],
  ];
  const tookMs = async (url: string): Promise<number[]> => {
    const ran = await Promise.all(commands(url).map((command) => telemetry(command, anInstallation())));
    expect(ran.map(({ code, stdout, stderr }) => ({ code, stdout, stderr }))).toEqual(
      ran.map(() => ({ code: 0, stdout: '', stderr: '' })),
    );
    return ran.map((one) => one.tookMs);
  };

  it('holds a script up for no longer than its deadlines, though it never answers', async () => {
    const url = await serve(() => undefined);
    const [create = 0, update = 0, run = 0] = await tookMs(url);
    expect(Math.max(create, update)).toBeLessThan(12_000);
    expect(run).toBeLessThan(5_000);
  });

  it('holds a script up for a moment where it refuses connections', async () => {
    expect(Math.max(...(await tookMs(NOBODY)))).toBeLessThan(8_000);
  });

  it.each([
    'nowhere',
    '',
    'ftp://127.0.0.1/telemetry',
    'http://user:word@127.0.0.1/telemetry',
    'http://127.0.0.1/?a=b',
  ])('since its URL is %j is named, and no other server gets the report', async (url) => {
    const failed = { outcome: 'failed', error: { code: 'invalid-options', fate: 'not-sent' } };
    for (const command of [['create'], ['update', 'done']]) {
      const ran = await telemetry([...command, '--json', '--service', url], anInstallation());
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(became(ran)).toMatchObject(failed);
      if (url === '') continue;
      expect(
        became(await telemetry([...command, '--json'], { ...anInstallation(), TELEMETRY_URL: url })),
      ).toMatchObject(failed);
    }
  });
});

describeOnPocketBase('the server that is reported to', () => {
  const pocketBase = usePocketBase();

  it.each([
    { options: [], env: ['TELEMETRY_URL'], is: 'accepted' },
    { options: [], env: ['PB_URL'], is: 'created' },
    { options: [], env: ['TELEMETRY_URL', 'PB_URL'], is: 'accepted' },
    { options: ['--url'], env: ['TELEMETRY_URL'], is: 'created' },
    { options: ['--service'], env: ['PB_URL'], is: 'accepted' },
  ])('is by $options and $env the one that says $is', async ({ options, env, is }) => {
    const urls: Record<string, string> = {
      ...{ '--url': pocketBase().url, PB_URL: pocketBase().url },
      ...{ '--service': service().url, TELEMETRY_URL: service().url },
    };
    const named = (names: string[]): [string, string][] => names.map((name) => [name, urls[name] ?? '']);
    const own = { ...anInstallation(), ...Object.fromEntries(named(env)) };
    expect(became(await telemetry(['create', '--json', ...named(options).flat()], own))).toMatchObject({ outcome: is });
  });

  it('is PocketBase where TELEMETRY_URL is empty', async () => {
    const env = { ...anInstallation(), TELEMETRY_URL: '', PB_URL: pocketBase().url };
    expect(became(await telemetry(['create', '--json'], env))).toMatchObject({ outcome: 'created' });
  });

  it('may be each of two, and each learns the end', async () => {
    const env = anInstallation();
    for (const options of [['--url', pocketBase().url], toService()]) {
      await telemetry(['create', ...options], env);
      const updated = await telemetry(['update', 'failed', '100', '--json', ...options], env);
      expect(became(updated)['outcome']).toMatch(/updated|accepted/);
    }
    expect(await pocketBase().records(env.RANDOM_UUID)).toMatchObject([{ status: 'failed', exit_code: 100 }]);
    expect(stored(env.RANDOM_UUID)).toMatchObject([{ status: 'installing' }, { status: 'failed', exit_code: 100 }]);
  });

  it('is told by an update with options what its create was to tell, where that was lost', async () => {
    const env = { DIAGNOSTICS: 'yes', PB_URL: pocketBase().url };
    const random_id = randomUUID();
    const errinfo = join(folder(), `${random_id}.errinfo`);
    writeFileSync(errinfo, 'EXIT_CODE=100\nCOMMAND=apt-get install plex\n');
    const options = ['--nsapp', 'plex', '--core-count', '4', '--random-id', random_id, '--errinfo', errinfo];
    const { stdout } = await telemetry(['update', 'failed', '100', '--json', ...options], env);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'updated' });
    expect(await pocketBase().records(random_id)).toMatchObject([{ nsapp: 'plex', core_count: 4, exit_code: 100 }]);
  });
});
