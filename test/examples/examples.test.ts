import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { useIngestService } from '../support/ingest-service.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const server = usePocketBase();
const service = useIngestService();

/** Runs an example as its reader would, in a process of its own; it has to end by itself. */
async function run(example: string, args: string[] = [], env: Record<string, string> = {}): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${folder}${example}`, ...args], {
    env: {
      ...process.env,
      ...{
        TELEMETRY_URL: '',
        PB_URL: server().url,
        INGEST_URL: service().url,
        TELEMETRY_GUARDS: join(tmpdir(), 'telemetry-examples'),
      },
      ...env,
    },
    timeout: 20_000,
  });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

/** Stores a record as another installation would. */
async function store(record: object): Promise<void> {
  const answer = await fetch(`${server().url}/api/collections/_dev_telemetry_data/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ random_id: randomUUID(), type: 'lxc', ct_type: 1, ...record }),
  });
  expect(answer.status).toBe(200);
}

const EXAMPLES: { example: string; prints: string[]; stores: object[]; env?: Record<string, string> }[] = [
  {
    example: 'report-install.mjs',
    prints: ['create: created', 'update: updated'],
    stores: [{ type: 'lxc', nsapp: 'plex', disk_size: 8, status: 'sucess', exit_code: 0 }],
  },
  {
    example: 'track.mjs',
    prints: ['create: created', 'update: updated', 'The installer ended with 100.'],
    stores: [{ type: 'addon', nsapp: 'netdata', status: 'failed', exit_code: 100 }],
  },
  {
    example: 'explain-exit-code.mjs',
    prints: [
      'Command not found',
      'Killed (SIGKILL / Out of memory?)',
      'curl: Operation timeout (network slow or server not responding) (curl-wget, timeout)',
      'Our licence server said no',
    ],
    stores: [],
  },
  {
    example: 'custom-transport.mjs',
    prints: ['POST 200', 'PATCH 200', 'updated'],
    stores: [{ type: 'vm', nsapp: 'haos', disk_size: 32, status: 'sucess' }],
  },
  {
    example: 'handle-outcomes.mjs',
    prints: [
      'create stored',
      'create existed already',
      'update updated',
      'update not sent: already-updated',
      'create failed: invalid-record, the write is not-sent',
    ],
    stores: [{ nsapp: 'jellyfin', status: 'sucess' }],
  },
  { example: 'consent.mjs', prints: ['skipped: no-consent'], stores: [] },
  {
    example: 'consent.mjs',
    env: { DIAGNOSTICS: 'yes', DO_NOT_TRACK: '1' },
    prints: ['skipped: no-consent'],
    stores: [],
  },
  { example: 'consent.mjs', env: { DIAGNOSTICS: 'yes' }, prints: ['created'], stores: [{ status: 'installing' }] },
  {
    example: 'run-installation.mjs',
    env: { DIAGNOSTICS: 'yes', NSAPP: 'plex', DISK_SIZE: '20G', CORE_COUNT: 'two' },
    prints: ['CORE_COUNT: expected a whole number from 0', 'installing plex', 'create: created, update: updated'],
    stores: [{ nsapp: 'plex', disk_size: 20, status: 'sucess' }],
  },
];

describeOnPocketBase('the example', () => {
  it.each(EXAMPLES)('$example prints $prints.0', async ({ example, prints, stores, env }) => {
    const before = await server().records();
    expect(await run(example, [], env)).toEqual(prints);
    expect((await server().records()).slice(before.length)).toMatchObject(stores);
  });

  it('update-by-random-id.mjs ends what another process began', async () => {
    const answer = await fetch(`${server().url}/api/collections/_dev_telemetry_data/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        random_id: 'begun-elsewhere',
        type: 'lxc',
        ct_type: 1,
        nsapp: 'pihole',
        status: 'installing',
      }),
    });
    expect(answer.status).toBe(200);
    expect(await run('update-by-random-id.mjs', ['begun-elsewhere', 'failed', '100'])).toEqual(['updated']);
    expect(await server().records('begun-elsewhere')).toMatchObject([{ status: 'failed', exit_code: 100 }]);
  });

  it.each([
    { INSTALLER: 'true', code: 0, stored: { status: 'sucess', exit_code: 0 }, told: 'success' },
    { INSTALLER: 'exit 100', code: 100, stored: { status: 'failed', exit_code: 100 }, told: 'failed' },
    {
      INSTALLER: 'kill -HUP $PPID; sleep 1',
      code: 129,
      stored: { status: 'unknown', exit_code: 129 },
      told: 'aborted',
    },
  ])('install.sh reports an installer that does `$INSTALLER`', async ({ INSTALLER, code, stored, told }) => {
    const RANDOM_UUID = randomUUID();
    const telemetry = `${process.execPath} ${folder}../dist/cli/telemetry.cjs`;
    const guards = { TELEMETRY_GUARDS: mkdtempSync(join(tmpdir(), 'telemetry-example-')) };
    onTestFinished(() => rmSync(guards.TELEMETRY_GUARDS, { recursive: true, force: true }));
    const own = { DIAGNOSTICS: 'yes', TELEMETRY: telemetry, INSTALLER, RANDOM_UUID, ...guards };
    const install = async (to: Record<string, string>): Promise<unknown[]> => {
      const env = { ...process.env, ...own, ...to };
      const installing = spawn('bash', [`${folder}install.sh`], { env });
      let printed = '';
      for (const stream of [installing.stdout, installing.stderr])
        stream.on('data', (text) => (printed += String(text)));
      const [status] = (await once(installing, 'close')) as unknown[];
      return [status, printed];
    };
    expect(await install({ TELEMETRY_URL: '', PB_URL: server().url })).toEqual([code, 'installing plex\n']);
    expect(await server().records(RANDOM_UUID)).toMatchObject([{ nsapp: 'plex', os_type: 'debian', ...stored }]);
    expect(await install({ TELEMETRY_URL: service().url })).toEqual([code, 'installing plex\n']);
    expect(service().service.storedOf(RANDOM_UUID)).toMatchObject([
      { nsapp: 'plex', os_type: 'debian', status: 'installing' },
      { nsapp: 'plex', os_type: 'debian', status: told },
    ]);
  });

  it.each(['false', 'no-such-command'])('install.sh installs where its reports end in `%s`', (telemetry) => {
    const env = { ...process.env, TELEMETRY: telemetry, TELEMETRY_URL: '', DIAGNOSTICS: 'yes' };
    const { status, stdout } = spawnSync('bash', [`${folder}install.sh`], { env });
    expect([status, String(stdout)]).toEqual([0, 'installing plex\n']);
  });

  it('both-servers.mjs tells PocketBase and the ingest service of one installation', async () => {
    const before = (await server().records()).length;
    expect(await run('both-servers.mjs')).toEqual([
      'create: PocketBase created, service accepted',
      'update: PocketBase updated, service accepted',
      'create of a second attempt: PocketBase unsupported, service accepted',
    ]);
    const [record] = (await server().records()).slice(before);
    expect(record).toMatchObject({ nsapp: 'plex', os_type: 'archlinux', status: 'failed', exit_code: 127 });
    const told = { random_id: record?.random_id, os_type: 'arch-linux', repo_slug: 'community-scripts/ProxmoxVE' };
    const events = service().service.stored.filter(({ random_id }) => random_id === record?.random_id);
    expect(events).toMatchObject([
      { ...told, status: 'installing' },
      { ...told, status: 'failed', exit_code: 127, install_duration: 61 },
      { ...told, status: 'installing' },
    ]);
  });

  it('own-backend.mjs writes a line for the beginning and one for the end', async () => {
    const lines = (await run('own-backend.mjs')).map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { event: 'create', nsapp: 'post-install', status: 'installing' },
      { event: 'update', status: 'failed', exit_code: 100 },
    ]);
  });

  it('query-records.mjs and tanstack-query.mjs read what was reported', async () => {
    await store({ nsapp: 'query-example', status: 'failed', exit_code: 127 });
    await store({ nsapp: 'query-example', status: 'failed', exit_code: 127 });
    await store({ nsapp: 'query-example-2', status: 'failed', exit_code: 100 });
    await store({ nsapp: 'query-example-2', status: 'sucess', exit_code: 0 });
    expect(await run('query-records.mjs')).toEqual([
      '3 failed',
      'query-example 127',
      'query-example 127',
      'query-example-2 100',
      '2 of 3 failures: query-example, Command not found',
      'nsapp,runs,failureRate\r',
      'query-example,2,1\r',
      'query-example-2,2,0.5',
    ]);
    const QUERY_CORE = `${folder}../test/frameworks/node_modules/@tanstack/query-core/build/modern/index.js`;
    expect(await run('tanstack-query.mjs', [], { QUERY_CORE })).toEqual(['2 failed', 'The cache answered again']);
  });

  it('alerts.mjs tells a webhook once when the rate rises, and once when it falls', async () => {
    const posted: unknown[] = [];
    const webhook = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => posted.push(JSON.parse(body)));
      request.on('end', () => response.writeHead(204).end());
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void webhook.close());
    await once(webhook, 'listening');
    const WEBHOOK_URL = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`;
    const env = { ...process.env, PB_URL: server().url, NSAPP: 'alerts-example', EVERY_MS: '100', WEBHOOK_URL };
    const watching = spawn(process.execPath, [`${folder}alerts.mjs`], { env });
    onTestFinished(() => void watching.kill('SIGKILL'));
    let printed = '';
    for (const stream of [watching.stdout, watching.stderr]) stream.on('data', (text) => (printed += String(text)));
    const ends = (status: string, count: number): Promise<unknown> =>
      Promise.all(Array.from({ length: count }, () => store({ nsapp: 'alerts-example', status, exit_code: 1 })));
    const told = (count: number): Promise<void> =>
      vi.waitFor(() => expect(posted, printed).toHaveLength(count), { timeout: 15_000 });

    await ends('failed', 3);
    await told(1);
    await ends('failed', 2);
    await ends('sucess', 6);
    await told(2);
    watching.kill('SIGTERM');
    expect(await once(watching, 'close')).toEqual([0, null]);
    expect(posted).toEqual([
      { text: expect.stringMatching(/^alerts-example: the failure rate rose: 3 of 3 runs failed$/) as string },
      { text: expect.stringMatching(/^alerts-example: the failure rate fell: 5 of 1[01] runs failed$/) as string },
    ]);
  });

  it('follow-records.mjs tells what is there, and each change once', async () => {
    const nsapp = 'follow-example';
    const random_id = randomUUID();
    await store({ nsapp, status: 'sucess' });
    const env = { ...process.env, PB_URL: server().url, NSAPP: nsapp };
    const following = spawn(process.execPath, [`${folder}follow-records.mjs`], { env });
    onTestFinished(() => void following.kill('SIGKILL'));
    let printed = '';
    for (const stream of [following.stdout, following.stderr]) stream.on('data', (text) => (printed += String(text)));
    const told = (lines: string[]): Promise<void> =>
      vi.waitFor(() => expect(printed.trimEnd().split('\n')).toEqual(lines), { timeout: 15_000 });

    await told([`${nsapp}: 1 records`]);
    await store({ nsapp, status: 'installing', random_id });
    await told([`${nsapp}: 1 records`, `${random_id}: new → installing`]);
    await run('update-by-random-id.mjs', [random_id]);
    await told([`${nsapp}: 1 records`, `${random_id}: new → installing`, `${random_id}: installing → failed`]);
    following.kill('SIGTERM');
    expect(await once(following, 'close')).toEqual([0, null]);
  });

  it('is one of these', () => {
    const run = new Set([
      ...EXAMPLES.map(({ example }) => example),
      'update-by-random-id.mjs',
      'own-backend.mjs',
      'both-servers.mjs',
      'demo.mjs',
      'install.sh',
      'query-records.mjs',
      'tanstack-query.mjs',
      'alerts.mjs',
      'follow-records.mjs',
    ]);
    expect(
      readdirSync(folder)
        .filter((file) => /\.(?:mjs|sh)$/.test(file))
        .sort(),
    ).toEqual([...run].sort());
  });
});
