import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isGone, type ProcessIdentity, thisProcess } from '../../../src/host/guards/process-identity.js';

/** A process that sleeps, and the word of its state in /proc. */
async function aProcess(script = 'echo $$; exec sleep 60'): Promise<ProcessIdentity & { kill: () => Promise<void> }> {
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const kill = async (): Promise<void> => {
    if (shell.exitCode === null && shell.kill('SIGKILL')) await once(shell, 'exit');
  };
  onTestFinished(() => void shell.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: shell.stdout }), 'line')) as [string];
  const pid = Number(line);
  const { place } = await thisProcess();
  return { place, pid, startedAt: statOf(pid)[19] ?? '', kill };
}

function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

describe('a process', () => {
  it('knows itself the same way each time, in words that make a file name', async () => {
    const me = await thisProcess();
    expect(await thisProcess()).toEqual(me);
    expect(me.pid).toBe(process.pid);
    expect(`${me.place}.${me.startedAt}`).toMatch(/^[0-9a-f]{16}\.\d+$/);
  });

  it('is not gone while it runs, and gone once it was killed', async () => {
    const other = await aProcess();
    const me = await thisProcess();
    expect(await isGone(other, me)).toBe(false);
    expect(await isGone(me, me)).toBe(false);
    await other.kill();
    expect(await isGone(other, me)).toBe(true);
  });

  it('is gone when it has died and its parent never asks for it', async () => {
    const zombie = await aProcess('sleep 0.3 & echo $!; exec sleep 60');
    const me = await thisProcess();
    expect(await isGone(zombie, me)).toBe(false);
    await vi.waitFor(() => expect(statOf(zombie.pid)[0]).toBe('Z'), { timeout: 5_000 });
    expect(await isGone(zombie, me)).toBe(true);
  });

  it.each<{ what: string; own: Partial<ProcessIdentity>; gone: boolean }>([
    { what: 'whose number somebody else has by now', own: { startedAt: '1' }, gone: true },
    { what: 'that never said when it started', own: { startedAt: '' }, gone: false },
    {
      what: 'of another container, machine or boot',
      own: { place: '0123456789abcdef', pid: 2 ** 22 + 1 },
      gone: false,
    },
    { what: 'that never said where it runs', own: { place: '', pid: 2 ** 22 + 1 }, gone: false },
    { what: 'with a number that no process can have', own: { pid: 2 ** 22 + 1 }, gone: true },
    { what: 'with a number that makes no sense', own: { pid: 9_999_999_999 }, gone: false },
  ])('$what is certainly gone: $gone', async ({ own, gone }) => {
    const me = await thisProcess();
    expect(await isGone({ ...me, ...own }, me)).toBe(gone);
  });

  it('is not certainly gone where nobody knows where we are', async () => {
    const nowhere = { ...(await thisProcess()), place: '' };
    expect(await isGone({ ...nowhere, pid: 2 ** 22 + 1 }, nowhere)).toBe(false);
  });
});
