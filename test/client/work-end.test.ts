import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { type Installation, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

const SUCCESS = 'sucess 0';
// The collection knows no `aborted`.
const ABORTED = 'unknown 130';
const UNTOLD = 'unknown 1';

/** What is stored of a work, as `status exit_code`. */
async function storedOf(work: (installation: Installation) => unknown, signal?: AbortSignal): Promise<string> {
  const backend = memory();
  const telemetry = new TelemetryClient({ consent: 'yes', backend });
  await telemetry.track(aRecord(), work, { signal }).catch(() => undefined);
  const [record] = backend.records();
  return `${record?.status} ${record?.exit_code}`;
}

const throwing = (thrown: unknown) => () => {
  throw thrown;
};
const anError = (properties: object, cause?: unknown): Error =>
  Object.assign(new Error('it broke', { cause }), properties);
const startError = (code: string): Error => anError({ code, errno: -2, syscall: 'spawn nosuch', path: 'nosuch' });
const kill = (): void => undefined;
const timeoutError = new DOMException('too late', 'TimeoutError');
const ofAnotherRealm = runInNewContext('new Error("no such command")') as Error;

describe('a result that shows the end of a process', () => {
  it.each([
    // The code alone.
    { result: 7, stored: 'failed 7' },
    { result: 255, stored: 'failed 255' },
    { result: 0, stored: SUCCESS },
    { result: 256, stored: SUCCESS },
    { result: 1.5, stored: SUCCESS },
    { result: Number.NaN, stored: SUCCESS },
    { result: -2, stored: 'failed 127' },
    { result: -13, stored: 'failed 126' },
    { result: { code: 3 }, stored: 'failed 3' },
    { result: { code: 0 }, stored: SUCCESS },

    // What `exit` and `close` bring.
    { result: [42, null], stored: 'failed 42' },
    { result: [0, null], stored: SUCCESS },
    { result: [null, 'SIGKILL'], stored: 'failed 137' },
    { result: [null, 'SIGTERM'], stored: 'failed 143' },
    { result: [null, 'SIGINT'], stored: ABORTED },
    { result: [null, ''], stored: 'failed 1' },
    { result: [-2, null], stored: 'failed 127' },
    { result: [null, null], stored: UNTOLD },
    { result: [null, 'data'], stored: SUCCESS },
    { result: [0, 'output'], stored: SUCCESS },
    { result: [143, 'SIGTERM'], stored: 'failed 143' },
    { result: [42, undefined], stored: 'failed 42' },
    { result: [undefined, 'SIGKILL'], stored: 'failed 137' },
    { result: [null, 'SIGKILL', false, ''], stored: 'failed 137' },
    { result: [undefined, undefined], stored: SUCCESS },
    { result: [1, 2], stored: SUCCESS },
    { result: [3], stored: SUCCESS },
    { result: ['x', null], stored: SUCCESS },
    { result: [300, null], stored: SUCCESS },
    { result: [7, null, 'more'], stored: SUCCESS },

    // Node gives it for the code of a process that was killed, and it may be anything else.
    { result: null, stored: UNTOLD },

    // An own exit code.
    { result: { exitCode: 7 }, stored: 'failed 7' },
    { result: { exitCode: '7' }, stored: 'failed 7' },
    { result: { exitCode: 0 }, stored: SUCCESS },
    { result: { exitCode: '0' }, stored: SUCCESS },
    { result: { exitCode: null }, stored: 'failed 1' },
    { result: { exitCode: undefined, stdout: '', stderr: '' }, stored: 'failed 1' },
    { result: { exitCode: 256 }, stored: 'failed 1' },
    { result: { exitCode: 3221225786 }, stored: 'failed 1' },
    { result: { exitCode: 'none' }, stored: 'failed 1' },
    { result: { exitCode: -2 }, stored: 'failed 127' },
    { result: { exitCode: -13 }, stored: 'failed 126' },
    { result: { exitCode: -4058 }, stored: 'failed 1' },

    // A signal beside it, whatever the library calls it.
    { result: { exitCode: 0, signal: 9 }, stored: 'failed 137' },
    { result: { exitCode: 0, signal: 2 }, stored: ABORTED },
    { result: { exitCode: 0, signal: 0 }, stored: SUCCESS },
    { result: { exitCode: 7, signal: 0 }, stored: 'failed 7' },
    { result: { exitCode: 0, signal: undefined }, stored: SUCCESS },
    { result: { exitCode: 1, signalCode: 'SIGKILL' }, stored: 'failed 137' },
    { result: { exitCode: 7, signal: 'SIGTERM' }, stored: 'failed 7' },
    { result: { success: false, code: 130, signal: 'SIGINT' }, stored: ABORTED },
    { result: { exitCode: 130, stdout: '' }, stored: 'failed 130' },
    { result: { exitCode: undefined, signalName: 'SIGKILL' }, stored: 'failed 137' },
    { result: { exitCode: null, signalCode: 40, pid: 7 }, stored: 'failed 168' },
    { result: { status: null, signal: '', pid: 7 }, stored: 'failed 1' },
    { result: { code: null, signal: 'TERM', stdout: '' }, stored: 'failed 143' },
    { result: { exitCode: null, signal: 'SIGNOTKNOWN' }, stored: 'failed 1' },

    { result: { signal: 'SIGTERM' }, stored: 'failed 143' },

    // `code` and `status` beside what only a process has.
    { result: { code: 7, signal: null }, stored: 'failed 7' },
    { result: { code: 7, stdout: '' }, stored: 'failed 7' },
    { result: { code: 7, output: 'it broke' }, stored: 'failed 7' },
    { result: { code: 7, pid: 12 }, stored: 'failed 7' },
    { result: { code: 0, signal: null }, stored: SUCCESS },
    { result: { code: null, signal: null }, stored: 'failed 1' },
    { result: { code: 'ABORT_ERR', stdout: '', stderr: '' }, stored: ABORTED },
    { result: { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', stdout: '' }, stored: 'failed 1' },
    { result: { status: 7, stderr: '' }, stored: 'failed 7' },
    { result: { status: null, signal: null, pid: 0 }, stored: 'failed 1' },
    { result: { status: 0, signal: null, pid: 9 }, stored: SUCCESS },

    // And what only sounds like one.
    { result: { status: 404 }, stored: SUCCESS },
    { result: { code: 'var a = 1', output: [] }, stored: SUCCESS },
    { result: { code: 'OK', pid: 5 }, stored: SUCCESS },
    { result: { code: Symbol('7') }, stored: SUCCESS },
    { result: { error: { syscall: Object.create(null) as object } }, stored: SUCCESS },
    { result: { status: 200, data: {} }, stored: SUCCESS },
    { result: { code: 256 }, stored: SUCCESS },
    { result: { code: 200, data: {} }, stored: SUCCESS },
    { result: { status: 'stopped', exitstatus: 'OK', pid: 12 }, stored: SUCCESS },
    { result: { stdout: '', stderr: '' }, stored: SUCCESS },
    { result: { signal: 'left' }, stored: SUCCESS },
    { result: { signal: 9 }, stored: SUCCESS },
    { result: { code: 100, signal: new AbortController().signal }, stored: SUCCESS },
    { result: undefined, stored: SUCCESS },
    { result: '7', stored: SUCCESS },
    { result: true, stored: SUCCESS },
    { result: [], stored: SUCCESS },
    { result: {}, stored: SUCCESS },

    // What says itself that it failed.
    { result: { failed: true }, stored: 'failed 1' },
    { result: { failed: true, exitCode: 0 }, stored: 'failed 1' },
    { result: { failed: false, exitCode: 0 }, stored: SUCCESS },
    { result: { success: false }, stored: 'failed 1' },
    { result: { success: false, code: 9, signal: null }, stored: 'failed 9' },
    { result: { success: true }, stored: SUCCESS },
    { result: { failed: 3 }, stored: SUCCESS },
    { result: { timedOut: true }, stored: 'failed 124' },
    { result: { isCanceled: true }, stored: ABORTED },
    { result: new DOMException('stop', 'AbortError'), stored: ABORTED },
    { result: Object.assign(new Error('no'), { stack: undefined }), stored: 'failed 1' },
    { result: { code: '7' }, stored: SUCCESS },
    { result: { code: -32_000, data: {} }, stored: 'failed 1' },
    { result: { status: -1 }, stored: 'failed 1' },

    // Errors that are returned.
    { result: new Error('no'), stored: 'failed 1' },
    { result: ofAnotherRealm, stored: 'failed 1' },
    { result: startError('ENOENT'), stored: 'failed 127' },
    { result: startError('EACCES'), stored: 'failed 126' },
    { result: anError({ failed: true, code: 'ENOENT' }, startError('ENOENT')), stored: 'failed 127' },
    { result: anError({ exitCode: 7 }), stored: 'failed 7' },
    { result: anError({ exitCode: 0 }), stored: SUCCESS },
    { result: { error: new Error('handled') }, stored: SUCCESS },
    { result: { status: null, signal: null, pid: 0, error: startError('ENOENT') }, stored: 'failed 127' },
    { result: { error: startError('ENOENT') }, stored: 'failed 127' },
    { result: { failed: true, timedOut: true, exitCode: undefined, signal: 'SIGTERM' }, stored: 'failed 124' },
    { result: { failed: true, isCanceled: true, exitCode: undefined, signal: 'SIGTERM' }, stored: ABORTED },

    // A process that still runs, and one that never ran.
    { result: { exitCode: null, signalCode: null, pid: 7 }, stored: UNTOLD },
    { result: { pid: 7, kill }, stored: UNTOLD },
    { result: { pid: 7, kill, status: new Promise(() => undefined) }, stored: UNTOLD },
    {
      result: { pid: 7, kill, status: Promise.resolve({ success: false, code: 9, signal: null }) },
      stored: 'failed 9',
    },
    {
      result: { pid: 7, kill, status: Promise.resolve({ success: true, code: 0, signal: null }) },
      stored: SUCCESS,
    },
    { result: { exitCode: new Promise(() => undefined) }, stored: UNTOLD },
    { result: { exitCode: null, signalCode: null, pid: undefined, kill }, stored: 'failed 127' },
    { result: { exitCode: -13, signalCode: null, pid: undefined, kill }, stored: 'failed 126' },
  ])('is stored as $stored when it is $result', async ({ result, stored }) => {
    expect(await storedOf(() => result)).toBe(stored);
  });

  it('is read as far as it can be read', async () => {
    const halfReadable = {
      code: 7,
      signal: null,
      get stdout(): never {
        throw new Error('it was not piped');
      },
    };
    expect(await storedOf(() => halfReadable)).toBe('failed 7');
    const { proxy, revoke } = Proxy.revocable({}, {});
    const withProxy = { exitCode: 7, cause: proxy, error: proxy, stdout: proxy };
    revoke();
    expect(await storedOf(() => withProxy)).toBe('failed 7');
    expect(await storedOf(throwing(proxy))).toBe('failed 1');
    expect(await storedOf(throwing({ message: Object.create(null) as object, code: Symbol('7') }))).toBe('failed 1');
  });

  it('is not waited for beyond the deadline', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: 'yes', backend });
    const circular: { exitCode?: Promise<unknown> } = {};
    circular.exitCode = Promise.resolve(circular);
    await telemetry.track(aRecord(), () => circular);
    expect(backend.records()).toMatchObject([{ status: 'unknown', exit_code: 1 }]);
  });
});

describe('an error', () => {
  it.each([
    { thrown: startError('ENOENT'), stored: 'failed 127' },
    { thrown: startError('EACCES'), stored: 'failed 126' },
    { thrown: startError('ENOEXEC'), stored: 'failed 126' },
    { thrown: startError('EMFILE'), stored: 'failed 1' },
    { thrown: anError({ code: 'ENOENT', errno: -2, syscall: 'open' }), stored: 'failed 1' },
    { thrown: anError({}, startError('ENOENT')), stored: 'failed 127' },
    // Numbers of other systems.
    { thrown: anError({ code: 2 }), stored: 'failed 1' },
    { thrown: anError({ code: 14, details: 'unavailable', metadata: {} }), stored: 'failed 1' },
    { thrown: anError({ code: 18, codeName: 'AuthenticationFailed', ok: 0 }), stored: 'failed 1' },
    { thrown: anError({ status: 42 }), stored: 'failed 1' },
    { thrown: anError({ code: 42, signal: null }), stored: 'failed 42' },
    { thrown: anError({ code: 42, cmd: 'x', stderr: '' }), stored: 'failed 42' },
    { thrown: anError({ code: null, signal: 'SIGINT' }), stored: ABORTED },
    { thrown: anError({}, anError({ code: null, signal: 'SIGINT' })), stored: 'failed 130' },
    { thrown: anError({ code: 42, stdout: '' }, startError('ENOENT')), stored: 'failed 42' },
    { thrown: anError({ exitCode: 0 }), stored: 'failed 1' },
    {
      thrown: anError({ code: 'ETIMEDOUT', syscall: 'spawnSync sh', status: null, signal: 'SIGTERM' }),
      stored: 'failed 124',
    },
    { thrown: anError({ code: 'ETIMEDOUT', syscall: 'connect' }), stored: 'failed 1' },
    {
      thrown: anError({ code: 'ENOBUFS', syscall: 'spawnSync sh', status: null, signal: 'SIGTERM' }),
      stored: 'failed 143',
    },
    { thrown: anError({ timedOut: true, exitCode: undefined, signal: 'SIGTERM' }), stored: 'failed 124' },
    { thrown: anError({ name: 'AbortError', code: 'ABORT_ERR' }, timeoutError), stored: 'failed 124' },
    { thrown: anError({ name: 'AbortError', code: 'ABORT_ERR' }), stored: ABORTED },
    { thrown: timeoutError, stored: 'failed 124' },
    {
      thrown: anError({ isCanceled: true, stdout: '' }, anError({ name: 'AbortError' }, timeoutError)),
      stored: 'failed 124',
    },
    { thrown: anError({ signalName: 'SIGTERM', isCanceled: false, stdout: '' }), stored: 'failed 124' },
    { thrown: anError({ signalName: 'SIGKILL', isCanceled: false, stdout: '' }), stored: 'failed 137' },
    { thrown: anError({ isCanceled: true, stdout: '' }, anError({ name: 'AbortError' })), stored: ABORTED },
    { thrown: 7, stored: 'failed 7' },
    { thrown: 0, stored: 'failed 1' },
    { thrown: [null, 'SIGKILL'], stored: 'failed 137' },
  ])('is stored as $stored when it is $thrown', async ({ thrown, stored }) => {
    expect(await storedOf(throwing(thrown))).toBe(stored);
  });
});

describe('once the caller’s signal has fired', () => {
  it.each([
    { what: 'an error with an exit code', end: throwing(anError({ code: 20, signal: null })), stored: ABORTED },
    { what: 'any other error', end: throwing(new Error('cleaning up')), stored: ABORTED },
    { what: 'a result that was ended', end: () => ({ exitCode: undefined, signalName: 'SIGTERM' }), stored: ABORTED },
    { what: 'a result without an end', end: () => ({ exitCode: undefined, stdout: '' }), stored: ABORTED },
    { what: 'a bare code', end: () => 143, stored: ABORTED },
    { what: 'a process that still runs', end: () => ({ pid: 7, kill }), stored: ABORTED },
    { what: 'a clean end', end: () => ({ exitCode: 0 }), stored: SUCCESS },
    { what: 'any other result', end: () => 'done', stored: SUCCESS },
  ])('$what is stored as $stored', async ({ end, stored }) => {
    const controller = new AbortController();
    const work = (): unknown => {
      controller.abort();
      return end();
    };
    expect(await storedOf(work, controller.signal)).toBe(stored);
  });

  it('a failure is a timeout where that is why it fired', async () => {
    const controller = new AbortController();
    const work = (): never => {
      controller.abort(timeoutError);
      throw anError({ exitCode: undefined, signal: 'SIGTERM' });
    };
    expect(await storedOf(work, controller.signal)).toBe('failed 124');
  });

  it('what had ended before is stored as it ended', async () => {
    const controller = new AbortController();
    const backend = memory();
    const telemetry = new TelemetryClient({
      consent: 'yes',
      backend,
      beforeSend: ({ kind, payload }) => {
        if (kind === 'update') controller.abort();
        return payload;
      },
    });
    await telemetry.track(aRecord(), () => 7, { signal: controller.signal });
    expect(controller.signal.aborted).toBe(true);
    expect(backend.records()).toMatchObject([{ status: 'failed', exit_code: 7 }]);
  });
});

describe('a real process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'work-end-'));
  const notExecutable = join(folder, 'not-executable.sh');
  writeFileSync(notExecutable, '#!/bin/sh\nexit 0\n');
  chmodSync(notExecutable, 0o644);
  afterAll(() => rmSync(folder, { recursive: true }));

  const sh = (script: string): readonly [string, string[]] => ['sh', ['-c', script]];
  const survivesErrors = (child: ChildProcess): ChildProcess => child.on('error', () => undefined);

  it.each<{ what: string; work: (installation: Installation) => unknown; stored: string }>([
    { what: 'once exit', work: () => once(spawn(...sh('exit 42')), 'exit'), stored: 'failed 42' },
    { what: 'once close, killed', work: () => once(spawn(...sh('kill -9 $$')), 'close'), stored: 'failed 137' },
    { what: 'once close, clean', work: () => once(spawn(...sh('exit 0')), 'close'), stored: SUCCESS },
    {
      what: 'a promise of close',
      work: () => new Promise((resolve) => spawn(...sh('exit 7')).on('close', resolve)),
      stored: 'failed 7',
    },
    {
      what: 'a promise of close after a failed start',
      work: () => new Promise((resolve) => survivesErrors(spawn('./nosuch')).on('close', resolve)),
      stored: 'failed 127',
    },
    { what: 'a child that never started', work: () => survivesErrors(spawn('./nosuch')), stored: 'failed 127' },
    { what: 'a child that may not run', work: () => survivesErrors(spawn(notExecutable)), stored: 'failed 126' },
    { what: 'spawnSync of what is missing', work: () => spawnSync('./nosuch'), stored: 'failed 127' },
    { what: 'spawnSync of what may not run', work: () => spawnSync(notExecutable), stored: 'failed 126' },
    {
      what: 'spawnSync with a time limit',
      work: () => spawnSync('sleep', ['20'], { timeout: 50 }),
      stored: 'failed 124',
    },
    {
      what: 'spawnSync in another realm',
      work: () => runInNewContext('spawnSync("./nosuch")', { spawnSync }) as unknown,
      stored: 'failed 127',
    },
    { what: 'execFile of what is missing', work: () => promisify(execFile)('./nosuch'), stored: 'failed 127' },
    { what: 'execFile of what may not run', work: () => promisify(execFile)(notExecutable), stored: 'failed 126' },
    {
      what: 'execFile with a signal that is a time limit',
      work: () => promisify(execFile)('sleep', ['20'], { signal: AbortSignal.timeout(50) }),
      stored: 'failed 124',
    },
  ])('is stored as $stored: $what', async ({ work, stored }) => {
    expect(await storedOf(work)).toBe(stored);
  });
});
