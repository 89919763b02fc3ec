import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { start, usePrograms } from './run-programs.js';

const program = usePrograms('end-like-program');

describe('a process that ends like a command', () => {
  it.each([
    { run: { exitCode: 0 }, ends: 'exit 0' },
    { run: { exitCode: 7 }, ends: 'exit 7' },
    { run: { exitCode: 137, signal: 'SIGKILL' }, ends: 'exit 137' },
    { run: { exitCode: 143, signal: 'SIGTERM' }, ends: 'SIGTERM' },
    { run: { signal: 'SIGKILL' }, ends: 'exit 137' },
    { run: { exitCode: null, signal: 'SIGKILL' }, ends: 'exit 137' },
    { run: { exitCode: null, signal: 'SIGSEGV' }, ends: 'exit 139' },
    { run: { exitCode: null, signal: 'SIGINT' }, ends: 'SIGINT' },
    { run: { exitCode: 0, signal: 9 }, ends: 'exit 137' },
    { run: { exitCode: 0, signal: 15 }, ends: 'SIGTERM' },
    { run: { exitCode: 0, signal: 0 }, ends: 'exit 0' },
    { run: { exitCode: null, signal: 40 }, ends: 'exit 168' },
    { run: { exitCode: null, signalCode: 'SIGHUP' }, ends: 'SIGHUP' },
    { run: { signalName: 'SIGKILL' }, ends: 'exit 137' },
    { run: { code: 143, signal: 'SIGTERM' }, ends: 'SIGTERM' },
    { run: { code: 7, signal: null }, ends: 'exit 7' },
    { run: { status: null, signal: '' }, ends: 'exit 1' },
    { run: { exitCode: null, signal: null }, ends: 'exit 1' },
    { run: {}, ends: 'exit 1' },
    { run: { exitCode: 256 }, ends: 'exit 255' },
    { run: spawnSync('sh', ['-c', 'kill -KILL $$']), ends: 'exit 137' },
  ])('ends with $ends, given $run', async ({ run, ends }) => {
    expect(await start(process.execPath, [program('end-like-program'), JSON.stringify(run)]).ended).toBe(ends);
  });
});
