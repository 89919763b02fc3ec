import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HostFacts, hostFacts } from '../../src/host/facts/host-facts.js';
import { anEmptyHost, type FakeHost, installTool, processesOf, writeHostFile } from './facts-hosts.js';

/** Ten times the bound: the machine may be slow, but nothing here waits for a tool that sleeps for ten minutes. */
const LONGEST_RUN_MS = 2_500;

const TOOLS = ['pveversion', 'incus', 'lspci', 'dmidecode'];
const ANSWER = 'echo pve-manager/8.3.2/3e76eec21c4a14a7';
const UNKNOWN: HostFacts = { platform: 'pve', pve_version: '' };
const KNOWN: HostFacts = { platform: 'pve', pve_version: '8.3.2' };

/** How much of processes and their output keeps this process alive. */
function heldHandles(): number {
  return process.getActiveResourcesInfo().filter((type) => /Process|Pipe/.test(type)).length;
}

/** The facts, and how long they took; no process and nothing that keeps us alive is left of the run. */
async function factsOf(host: FakeHost): Promise<{ facts: HostFacts; durationMs: number }> {
  const before = { held: heldHandles(), listeners: process.listenerCount('exit') };
  const startedAt = performance.now();
  const facts = await hostFacts(host);
  const durationMs = performance.now() - startedAt;
  expect(process.listenerCount('exit')).toBe(before.listeners);
  await vi.waitFor(() => expect(heldHandles()).toBeLessThanOrEqual(before.held));
  await vi.waitFor(() => expect(processesOf(host)).toEqual([]), { timeout: 5_000 });
  return { facts, durationMs };
}

/** Where the answers matter, a slow machine gives them all: the probes' time stands still, unless it is advanced. */
function stopTheClock(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());
}

describe('hostFacts among tools that never end, such as those that', () => {
  it.each([
    { do: 'hang', script: 'exec /bin/sleep 600' },
    { do: 'hang in a child', script: '/bin/sleep 600' },
    { do: 'ignore signals', script: "trap '' TERM HUP INT PIPE; while :; do /bin/sleep 1; done" },
    { do: 'stop themselves', script: 'kill -STOP $$' },
    { do: 'answer and stay', script: `${ANSWER}; exec /bin/sleep 600` },
    { do: 'close their output and stay', script: `${ANSWER}; exec >&-; exec /bin/sleep 600` },
    { do: 'never stop complaining', script: `${ANSWER} >&2; while :; do echo no >&2; done` },
  ])('$do', async ({ script }) => {
    const host = anEmptyHost();
    for (const name of TOOLS) installTool(host, name, script);
    const { facts, durationMs } = await factsOf(host);
    expect(facts).toEqual(UNKNOWN);
    expect(durationMs).toBeLessThan(LONGEST_RUN_MS);
  });

  it('hang, all of them: they are not waited for one after the other', async () => {
    const host = anEmptyHost();
    writeHostFile(host, 'etc/os-release', 'ID=debian\n');
    for (const name of TOOLS) installTool(host, name, 'exec /bin/sleep 600');
    const { facts, durationMs } = await factsOf(host);
    expect(facts).toEqual({ ...UNKNOWN, os_id: 'debian' });
    expect(durationMs).toBeGreaterThan(200);
    expect(durationMs).toBeLessThan(LONGEST_RUN_MS);
  });

  it('leave a process of a session of its own: it is not waited for', async () => {
    const host = anEmptyHost();
    installTool(host, 'pveversion', `/usr/bin/setsid /bin/sleep 600 & ${ANSWER}`);
    const before = heldHandles();
    const startedAt = performance.now();
    await hostFacts(host);
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_RUN_MS);
    await vi.waitFor(() => expect(heldHandles()).toBeLessThanOrEqual(before));
    for (const pid of processesOf(host)) process.kill(Number(pid), 'SIGKILL');
  });
});

describe('hostFacts among tools that', () => {
  stopTheClock();

  it.each([
    { do: 'leave a child without output', script: `${ANSWER}; /bin/sleep 600 >/dev/null &`, facts: KNOWN },
    { do: 'never stop printing', script: 'while :; do echo pve-manager; done', facts: UNKNOWN },
    { do: 'answer, then never stop printing', script: `${ANSWER}; exec /usr/bin/yes`, facts: KNOWN },
    { do: 'print a megabyte on one line', script: '/usr/bin/head -c 1048576 /dev/zero', facts: UNKNOWN },
    { do: 'answer, then print a megabyte', script: `${ANSWER}; /usr/bin/head -c 1048576 /dev/zero`, facts: KNOWN },
    { do: 'wait for input', script: `read answer; ${ANSWER}`, facts: KNOWN },
    { do: 'ask the terminal', script: `read answer </dev/tty; ${ANSWER}`, facts: KNOWN },
    { do: 'print what is no text', script: "printf 'pve-manager/\\377\\376\\000\\033[2J/x'", facts: UNKNOWN },
    { do: 'print a command', script: "echo 'pve-manager/$(reboot)/`reboot`'", facts: UNKNOWN },
    { do: 'fail', script: 'exit 1', facts: UNKNOWN },
    { do: 'answer and fail', script: `${ANSWER}; exit 1`, facts: KNOWN },
    { do: 'answer and crash', script: `${ANSWER}; kill -SEGV $$`, facts: UNKNOWN },
  ])('$do', async ({ script, facts }) => {
    const host = anEmptyHost();
    for (const name of TOOLS) installTool(host, name, script);
    expect((await factsOf(host)).facts).toEqual(facts);
  });

  it('leave a child that holds their output: what they said counts', async () => {
    const host = anEmptyHost();
    installTool(host, 'pveversion', `${ANSWER}; /bin/sleep 600 & echo $$ > "$PATH/pid"`);
    const run = factsOf(host);
    await vi.waitFor(() => expect(existsSync(join(host.path, 'pid'))).toBe(true), { timeout: 10_000 });
    await vi.waitFor(() => expect(processesOf(host)).toHaveLength(1), { timeout: 10_000 });
    vi.advanceTimersByTime(250);
    expect((await run).facts).toEqual(KNOWN);
  });

  it('are ended in the middle of a line: half of it is no answer', async () => {
    const host = anEmptyHost();
    const speed = '\tSpeed: 2666 MT/s\n';
    const text = speed.padStart(64 * 1024 + ' MT/s\n'.length + 2, '.\n') + '.\n'.repeat(64 * 1024);
    writeFileSync(join(host.path, 'memory'), text);
    installTool(host, 'dmidecode', 'exec /bin/cat "$PATH/memory"');
    expect((await factsOf(host)).facts).toEqual({});
  });

  it('print control characters in what we keep', async () => {
    const host = anEmptyHost();
    installTool(host, 'lspci', "printf '00:02.0 VGA compatible controller: Intel \\377\\033[31mUHD\\007\\r\\n'");
    expect((await factsOf(host)).facts).toMatchObject({ gpu_vendor: 'intel', gpu_model: 'Intel \ufffdUHD' });
  });

  it.each<{ are: string; place: (file: string) => void }>([
    { are: 'not executable', place: (file) => writeFileSync(file, `#!/bin/sh\n${ANSWER}\n`, { mode: 0o644 }) },
    { are: 'folders', place: (file) => mkdirSync(file) },
    { are: 'links to nowhere', place: (file) => symlinkSync('/no/such/tool', file) },
    { are: 'links to themselves', place: (file) => symlinkSync(file, file) },
    { are: 'FIFOs', place: (file) => execFileSync('mkfifo', ['-m', '755', file]) },
  ])('are $are, as without them', async ({ place }) => {
    const host = anEmptyHost();
    for (const name of TOOLS) place(join(host.path, name));
    expect((await factsOf(host)).facts).toEqual({});
  });

  it.each([
    { cannot: 'for want of an interpreter', content: '#!/no/such/interpreter\n' },
    { cannot: 'being no programs', content: new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 255, 254]) },
    { cannot: 'being empty', content: '' },
  ])('cannot be run $cannot', async ({ content }) => {
    const host = anEmptyHost();
    for (const name of TOOLS) writeFileSync(join(host.path, name), content, { mode: 0o755 });
    expect((await factsOf(host)).facts).toEqual(UNKNOWN);
  });
});

describe('hostFacts among files that', () => {
  const FILES = [
    'etc/os-release',
    'usr/lib/os-release',
    'proc/cpuinfo',
    'proc/device-tree/model',
    'proc/sys/kernel/arch',
    'proc/sys/kernel/osrelease',
    'usr/share/perl5/PVE/pvecfg.pm',
  ];

  it.each<{ are: string; place: (file: string) => void }>([
    { are: 'FIFOs', place: (file) => execFileSync('mkfifo', [file]) },
    { are: 'folders', place: (file) => mkdirSync(file) },
    { are: 'devices without end', place: (file) => symlinkSync('/dev/zero', file) },
    { are: 'terminals', place: (file) => symlinkSync('/dev/tty', file) },
    { are: 'links to themselves', place: (file) => symlinkSync(file, file) },
    { are: 'ten megabytes', place: (file) => writeFileSync(file, 'ID=debian\n'.repeat(1024 * 1024)) },
    {
      are: 'no text',
      place: (file) =>
        writeFileSync(
          file,
          new Uint8Array(4096).map((_, at) => at % 256),
        ),
    },
    { are: 'empty', place: (file) => writeFileSync(file, '') },
  ])('are $are', async ({ place }) => {
    const host = anEmptyHost();
    for (const file of FILES) {
      mkdirSync(dirname(join(host.root, file)), { recursive: true });
      place(join(host.root, file));
    }
    const { facts, durationMs } = await factsOf(host);
    expect({ ...facts, cpu_model: undefined }).toEqual({ cpu_model: undefined });
    expect(durationMs).toBeLessThan(LONGEST_RUN_MS);
  });

  it('cannot be read', async () => {
    const host = anEmptyHost();
    writeHostFile(host, 'etc/os-release', 'ID=debian\n');
    chmodSync(join(host.root, 'etc'), 0o000);
    const { facts } = await factsOf(host);
    chmodSync(join(host.root, 'etc'), 0o755);
    // Root reads everything.
    expect(facts).toEqual(process.getuid?.() === 0 ? { os_id: 'debian' } : {});
  });
});

describe('the time of the probes', () => {
  it('is not used up by a caller that is busy', async () => {
    const host = anEmptyHost();
    writeHostFile(host, 'etc/os-release', 'ID=debian\n');
    const facts = hostFacts(host);
    const busyUntil = performance.now() + 1_000;
    while (performance.now() < busyUntil);
    expect(await facts).toEqual({ os_id: 'debian' });
  });
});
