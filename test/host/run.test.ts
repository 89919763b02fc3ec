import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runInstallation } from '../../src/host/run/run-installation.js';
import type { InstallationRun, RunOptions } from '../../src/host/run/run-options.js';
import { runReported } from '../../src/host/run/run-reported.js';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { IngestService } from '../ingest/service.js';
import { aClient } from '../support/clients.js';
import { aServiceClient } from '../support/ingest-service.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';
import { installers, isAlive, type Program, start, usePrograms } from './run-programs.js';

/** What the program that runs an installation prints. */
type Told = Required<InstallationRun> & { maxRssKb: number };

/** Runs an installer of the fixtures, captured, with reports that are answered at once. */
function run(installer: string, args: readonly string[] = [], own: Partial<RunOptions> = {}): Promise<InstallationRun> {
  return runInstallation(`${installers}${installer}`, args, {
    telemetry: aClient(scripted(answers.stored())),
    record: aRecord(),
    output: 'captured',
    ...own,
  });
}

describeOnPocketBase('an installer that is run', () => {
  const server = usePocketBase();
  const telemetry = (): TelemetryClient =>
    new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: server().url }) });

  // The collection stores aborted as unknown.
  it.each([
    { it: 'succeeds', installer: 'succeeds.sh', args: [], ends: { exitCode: 0 }, stored: 'sucess' },
    {
      it: 'fails at a line',
      installer: 'fails-at-line.sh',
      args: ['6', '42'],
      ends: { exitCode: 42 },
      stored: 'failed',
    },
    { it: 'has apt-get fail', installer: 'apt-get.sh', args: [], ends: { exitCode: 100 }, stored: 'failed' },
    {
      it: 'is killed',
      installer: 'kills-itself.sh',
      args: ['KILL'],
      ends: { exitCode: 137, signal: 'SIGKILL' },
      stored: 'failed',
    },
    {
      it: 'crashes',
      installer: 'kills-itself.sh',
      args: ['SEGV'],
      ends: { exitCode: 139, signal: 'SIGSEGV' },
      stored: 'failed',
    },
    {
      it: 'is interrupted',
      installer: 'kills-itself.sh',
      args: ['INT'],
      ends: { exitCode: 130, signal: 'SIGINT' },
      stored: 'unknown',
    },
    {
      it: 'is terminated',
      installer: 'kills-itself.sh',
      args: ['TERM'],
      ends: { exitCode: 143, signal: 'SIGTERM' },
      stored: 'unknown',
    },
    {
      it: 'is hung up',
      installer: 'kills-itself.sh',
      args: ['HUP'],
      ends: { exitCode: 129, signal: 'SIGHUP' },
      stored: 'unknown',
    },
    {
      it: 'passes on that it was interrupted',
      installer: 'fails-at-line.sh',
      args: ['5', '130'],
      ends: { exitCode: 130 },
      stored: 'unknown',
    },
    { it: 'asks what nobody can answer', installer: 'asks.sh', args: [], ends: { exitCode: 3 }, stored: 'failed' },
    { it: 'does not exist', installer: 'no-such.sh', args: [], ends: { exitCode: 127 }, stored: 'failed' },
    { it: 'may not be run', installer: '', args: [], ends: { exitCode: 126 }, stored: 'failed' },
  ])('and $it leaves one record that says so', async ({ installer, args, ends, stored }) => {
    const record = aRecord();
    const ended = await run(installer, args, { telemetry: telemetry(), record });
    expect(ended).toMatchObject({
      random_id: record.random_id,
      created: { outcome: 'created' },
      updated: { outcome: 'updated' },
      signal: undefined,
      ...ends,
    });
    expect(await server().records(record.random_id)).toMatchObject([{ status: stored, exit_code: ends.exitCode }]);
  });

  it.each([
    { signal: 'XFSZ', exit_code: 153, error: 'Killed by SIGXFSZ' },
    { signal: 'KILL', exit_code: 137, error: 'Killed (SIGKILL / Out of memory?)' },
  ])('and killed by SIG$signal leaves one record that names the signal', async ({ signal, ...stored }) => {
    const record = aRecord();
    await run('kills-itself.sh', [signal], { telemetry: telemetry(), record });
    expect(await server().records(record.random_id)).toMatchObject([{ status: 'failed', ...stored }]);
  });

  it('and ended by its caller leaves one record that says aborted, whatever it made of it', async () => {
    const record = aRecord();
    const signal = AbortSignal.timeout(1_500);
    const { exitCode } = await run('waits.sh', ['exits', 'TERM', '7'], { telemetry: telemetry(), record, signal });
    expect(exitCode).toBe(7);
    expect(await server().records(record.random_id)).toMatchObject([{ status: 'unknown', exit_code: 143 }]);
  });

  it('and gets no answer to its create leaves one record all the same', async () => {
    const record = aRecord();
    let refused = 0;
    const { created, updated } = await run('succeeds.sh', [], {
      record,
      telemetry: new TelemetryClient({
        consent: 'yes',
        attempts: 1,
        backend: pocketBase({
          baseUrl: server().url,
          transport: async (request) => {
            if (request.method === 'POST' && (refused += 1) === 1) throw new Error('no network yet');
            const { method, url, headers, body = null, signal } = request;
            const answer = await fetch(url, { method, headers, body, signal });
            return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
          },
        }),
      }),
    });
    expect([created, updated]).toMatchObject([{ outcome: 'failed' }, { outcome: 'updated', late: true }]);
    expect(await server().records(record.random_id)).toMatchObject([{ status: 'sucess', exit_code: 0 }]);
  });
});

describe('running an installation', () => {
  const program = usePrograms('run-program');

  it('returns what both streams printed', async () => {
    const { output } = await run('succeeds.sh');
    expect(output).toContain('installing ');
    expect(output).toContain('a warning\n');
  });

  it('lets the installer join the installation, whatever installation this process belongs to', async () => {
    const record = aRecord();
    const env = { PATH: process.env['PATH'], RANDOM_UUID: randomUUID() };
    const { output } = await run('succeeds.sh', [], { record, env });
    expect(output).toContain(`installing ${record.random_id}\n`);
  });

  it('makes an id where the record has none', async () => {
    const { random_id, output } = await run('succeeds.sh', [], { record: { type: 'lxc', nsapp: 'plex' } });
    expect(output).toContain(`installing ${random_id}\n`);
    expect(random_id).toHaveLength(36);
  });

  it('says how long the command took, not how long the reports took', async () => {
    const slow = aClient(
      scripted(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return answers.stored();
      }),
    );
    const startedAt = performance.now();
    const { durationMs, updated } = await run('fails-at-line.sh', ['5', '1'], { telemetry: slow });
    expect(updated.outcome).toBe('updated');
    expect(durationMs).toBeGreaterThan(0);
    // The update alone takes a second more.
    expect(performance.now() - startedAt - durationMs).toBeGreaterThan(900);
  });

  it('waits for neither report longer than three seconds after the command', async () => {
    const startedAt = performance.now();
    const { durationMs, created, updated } = await run('succeeds.sh', [], { telemetry: aClient(scripted('silence')) });
    expect(performance.now() - startedAt - durationMs).toBeLessThan(3_500);
    expect([created, updated]).toMatchObject([
      { outcome: 'failed', error: { code: 'aborted', fate: 'unknown' } },
      { outcome: 'failed', error: { code: 'timed-out', fate: 'not-sent' } },
    ]);
  });

  it.each([
    { server: 'the ingest service', is: 'told', seconds: 1 },
    { server: 'PocketBase', is: 'told nothing of', seconds: undefined },
  ])('$server is $is how many seconds it took', async ({ server, seconds }) => {
    const service = new IngestService();
    const transport = scripted(answers.stored());
    const telemetry = server === 'PocketBase' ? aClient(transport) : aServiceClient(service);
    const record = aRecord();
    await runInstallation('sleep', ['1.5'], { telemetry, record });
    const sent = transport.seen.map(({ body }) => body as Record<string, unknown>);
    const end = server === 'PocketBase' ? sent.at(-1) : service.storedOf(record.random_id).at(-1);
    expect(end?.['status']).toMatch(/^succ?ess$/);
    expect(end?.['install_duration']).toBe(seconds);
  });

  it('starts the command without waiting for the create', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-run-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    let hadStarted = false;
    const telemetry = aClient(
      scripted(async ({ method }) => {
        // The create is answered once the command has begun.
        while (method === 'POST' && !(hadStarted = existsSync(`${folder}/begun`))) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return answers.stored();
      }),
    );
    const { created } = await runInstallation('touch', [`${folder}/begun`], { telemetry, record: aRecord() });
    expect([created.outcome, hadStarted]).toEqual(['created', true]);
  });

  it('reports what is found out once the command has asked the user for consent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-run-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const hasConsent = (): boolean => existsSync(`${folder}/yes`);
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: hasConsent, backend });
    const askAndFail = ['-c', `sleep 0.2; touch '${folder}/yes'; exit 3`];
    const ended = await runReported('sh', askAndFail, { telemetry, record: aRecord() }, async (known) =>
      hasConsent() ? { ...known, pve_version: '8.3.2' } : known,
    );
    expect(ended).toMatchObject({ created: { outcome: 'created' }, updated: { outcome: 'updated' } });
    expect(backend.records()).toMatchObject([{ pve_version: '8.3.2', status: 'failed', exit_code: 3 }]);
  });

  it('reports what it was given where what is to be found out never comes', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend });
    const ended = await runReported(
      'sh',
      ['-c', 'exit 3'],
      { telemetry, record: aRecord() },
      () => new Promise(() => {}),
    );
    expect(ended).toMatchObject({ created: { outcome: 'created' }, updated: { outcome: 'updated' } });
    expect(backend.records()).toMatchObject([{ status: 'failed', exit_code: 3 }]);
  });

  it.each([
    { telemetry: 'never answers', client: aClient(scripted('silence')), outcome: 'failed' },
    { telemetry: 'refuses', client: aClient(scripted({ status: 403 })), outcome: 'failed' },
    { telemetry: 'has no consent', client: new TelemetryClient(), outcome: 'skipped' },
  ])('runs the command all the same where telemetry $telemetry', async ({ client, outcome }) => {
    const ended = await run('fails-at-line.sh', ['6', '42'], { telemetry: client, deadlineMs: 300 });
    expect(ended).toMatchObject({ exitCode: 42, created: { outcome }, updated: { outcome } });
  });

  it.each([
    { nonsense: 'no record', own: () => ({ record: null }) },
    { nonsense: 'an empty record', own: () => ({ record: {} }) },
    {
      nonsense: 'a record that cannot be read',
      own: () => ({
        record: Object.defineProperty({}, 'nsapp', {
          enumerable: true,
          get: () => {
            throw new Error('hostile');
          },
        }),
      }),
    },
    { nonsense: 'a deadline that is none', own: () => ({ deadlineMs: NaN }) },
  ])('runs the command all the same where there is $nonsense', async ({ own }) => {
    const ended = await run('fails-at-line.sh', ['6', '42'], own() as unknown as Partial<RunOptions>);
    expect(ended).toMatchObject({ exitCode: 42, created: { outcome: 'failed' } });
  });

  it.each([
    { problem: 'no such command', command: 'no-such-command-anywhere', args: [], exitCode: 127 },
    { problem: 'an empty name', command: '', args: [], exitCode: 126 },
    { problem: 'a folder', command: installers, args: [], exitCode: 126 },
    { problem: 'an argument nothing can be started with', command: 'true', args: ['\0'], exitCode: 126 },
  ])('ends with $exitCode where there is $problem, and says why', async ({ command, args, exitCode }) => {
    const telemetry = aClient(scripted(answers.stored()));
    const ended = await runInstallation(command, args, { telemetry, record: aRecord() });
    expect(ended).toMatchObject({ exitCode, updated: { outcome: 'updated' } });
    expect(ended.startError).toBeInstanceOf(Error);
  });

  it('does not start a command whose caller has left already', async () => {
    const { exitCode, output, updated } = await run('succeeds.sh', [], { signal: AbortSignal.abort() });
    expect({ exitCode, output, updated }).toMatchObject({
      exitCode: 143,
      output: undefined,
      updated: { outcome: 'updated' },
    });
  });

  it('gives a command nothing of a shell', async () => {
    const { output } = await runInstallation('printf', ['%s|', '$HOME', '; id', '`id`', '*'], {
      telemetry: new TelemetryClient(),
      record: aRecord(),
      output: 'captured',
    });
    expect(output).toBe('$HOME|; id|`id`|*|');
  });

  it('is over when the installer is, whatever daemon holds its output, and leaves the daemon alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-run-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const startedAt = performance.now();
    const { exitCode, output = '', durationMs } = await run('leaves-a-daemon.sh', [`${folder}/done`]);
    const tookMs = performance.now() - startedAt;
    const pid = Number(/daemon (\d+)/.exec(output)?.[1]);
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    expect(exitCode).toBe(0);
    // The daemon goes on for ten seconds.
    expect([durationMs < 5_000, tookMs < 5_000]).toEqual([true, true]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(isAlive(pid)).toBe(true);
  });

  it('lets this process end, though a daemon holds its output', async () => {
    const options = {
      url: 'http://127.0.0.1:9',
      random_id: randomUUID(),
      output: 'captured',
      deadlineMs: 500,
      tells: true,
    };
    const words = [program('run-program'), JSON.stringify(options), `${installers}leaves-a-daemon.sh`, '/dev/null'];
    const startedAt = performance.now();
    expect(await start(process.execPath, words).ended).toBe('exit 0');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  it('keeps the tail of 200 MB in constant memory', async () => {
    const options = {
      url: 'http://127.0.0.1:9',
      random_id: randomUUID(),
      output: 'captured',
      deadlineMs: 500,
      tells: true,
    };
    const small = start(process.execPath, [program('run-program'), JSON.stringify(options), 'true']);
    await small.ended;
    const big = start(process.execPath, [
      program('run-program'),
      JSON.stringify(options),
      `${installers}prints-200-mb.sh`,
    ]);
    await big.ended;
    const told = ({ printed }: Program): Told => JSON.parse(printed()) as Told;
    const [before, after] = [told(small), told(big)];
    expect(after.exitCode).toBe(0);
    expect(Buffer.byteLength(after.output)).toBe(64 * 1024);
    expect(after.output.endsWith('\nthe last line\n')).toBe(true);
    expect(after.maxRssKb - before.maxRssKb).toBeLessThan(60 * 1024);
  });
});
