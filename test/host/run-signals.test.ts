import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import type { RunProgramOptions } from './run-program.js';
import { installers, isAlive, type Program, start, usePrograms } from './run-programs.js';

const program = usePrograms('run-program');
const server = usePocketBase();

interface Installing extends Program {
  readonly random_id: string;
  /** The installer's process id, once it has begun. */
  readonly begun: () => Promise<number>;
}

function argumentsOf(
  installer: string,
  args: readonly string[],
  options: Partial<RunProgramOptions>,
): { random_id: string; words: string[] } {
  const random_id = randomUUID();
  const json = JSON.stringify({ url: server().url, random_id, ...options });
  return { random_id, words: [program('run-program'), json, `${installers}${installer}`, ...args] };
}

/** An installer that is run without a terminal. */
function install(args: readonly string[] = [], options: Partial<RunProgramOptions> = {}): Installing {
  const { random_id, words } = argumentsOf('waits.sh', args, options);
  return installing(start(process.execPath, words), random_id);
}

/**
 * An installer that is run in a terminal of its own, which shows the terminal's settings before and after, and
 * what the run ended with. The shell between has a trap, so that Ctrl+C does not end it too.
 */
function installInTerminal(
  installer: string,
  args: readonly string[] = [],
  options: Partial<RunProgramOptions> = {},
): Installing {
  const { random_id, words } = argumentsOf(installer, args, options);
  const quoted = [process.execPath, ...words].map((word) => `'${word}'`).join(' ');
  const shell = `trap : INT; echo "before $(stty -g)"; ${quoted}; echo "ended $?"; echo "after $(stty -g)"`;
  // script (util-linux) is what gives a pseudo-terminal everywhere Linux runs.
  return installing(start('script', ['-qec', shell, '/dev/null'], { SHELL: '/bin/bash' }), random_id);
}

function installing(started: Program, random_id: string): Installing {
  return { ...started, random_id, begun: async () => pidOf((await started.until(/begun (\d+)/))[1]) };
}

/** An installer's process id; it is gone when the test is over. */
function pidOf(printed: string | undefined): number {
  const pid = Number(printed);
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
  return pid;
}

// The collection stores aborted as unknown.
const aborted = (exit_code: number): object[] => [{ status: 'unknown', exit_code }];
const failed = (exit_code: number): object[] => [{ status: 'failed', exit_code }];
const succeeded = [{ status: 'sucess', exit_code: 0 }];

describeOnPocketBase('in a terminal, an installation', () => {
  it.each([
    { it: 'that is interrupted', args: [], ends: 130, stored: aborted(130) },
    {
      it: 'whose installer exits as it is interrupted',
      args: ['exits', 'INT', '130'],
      ends: 130,
      stored: aborted(130),
    },
    { it: 'whose installer makes a failure of it', args: ['exits', 'INT', '7'], ends: 7, stored: failed(7) },
    { it: 'whose installer makes a success of it', args: ['exits', 'INT', '0'], ends: 0, stored: succeeded },
  ])('$it by Ctrl+C is reported as it ends, and leaves the terminal as it was', async ({ args, ends, stored }) => {
    const { child, begun, until, random_id } = installInTerminal('waits.sh', args);
    const pid = await begun();
    child.stdin?.write('\x03');
    const [, before, code, after] = await until(/before (\S+)[^]*ended (\d+)[^]*after (\S+)\r\n/);
    expect([Number(code), after]).toEqual([ends, before]);
    expect(isAlive(pid)).toBe(false);
    expect(await server().records(random_id)).toMatchObject(stored);
  });

  it('that exits by Ctrl+C keeps its exit code if its runner sees the end before the signal', async () => {
    const { until, random_id } = installInTerminal('fails-at-line.sh', ['5', '3'], { seesCtrlCLate: true });
    const [, code] = await until(/ended (\d+)/);
    expect(code).toBe('3');
    expect(await server().records(random_id)).toMatchObject(failed(3));
  });

  it('asks and is answered', async () => {
    const { child, until, random_id } = installInTerminal('asks.sh');
    await until(/Install\? \[y\/N\] /);
    child.stdin?.write('y\n');
    await until(/answered y\r\n[^]*ended 0/);
    expect(await server().records(random_id)).toMatchObject(succeeded);
  });

  it('shows what it prints, as it prints it, to a terminal', async () => {
    const { until } = installInTerminal('succeeds.sh');
    await until(/installing [^]*a warning\r\n[^]*ended 0/);
  });

  it('whose terminal hangs up is aborted with 129, and its installer ended', async () => {
    const { child, begun, random_id } = installInTerminal('waits.sh');
    const pid = await begun();
    // The terminal goes with the process that holds it.
    child.kill('SIGKILL');
    await expect.poll(() => server().records(random_id), { timeout: 10_000 }).toMatchObject(aborted(129));
    expect(isAlive(pid)).toBe(false);
  });

  it('whose installer is killed is failed with 137, and so is the run', async () => {
    const { begun, until, random_id } = installInTerminal('waits.sh');
    process.kill(await begun(), 'SIGKILL');
    const [, before, code, after] = await until(/before (\S+)[^]*ended (\d+)[^]*after (\S+)\r\n/);
    expect([code, after]).toEqual(['137', before]);
    expect(await server().records(random_id)).toMatchObject(failed(137));
  });
});

describeOnPocketBase('without a terminal, an installation', () => {
  it.each([
    { signal: 'SIGINT', exit_code: 130 },
    { signal: 'SIGTERM', exit_code: 143 },
    { signal: 'SIGHUP', exit_code: 129 },
  ] as const)('whose runner gets $signal is aborted, its installer ended', async ({ signal, exit_code }) => {
    const { child, begun, ended, random_id } = install();
    const pid = await begun();
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(isAlive(pid)).toBe(false);
    expect(await server().records(random_id)).toMatchObject(aborted(exit_code));
  });

  it.each([
    { makes: 'a failure', code: '7', stored: aborted(143) },
    { makes: 'a success', code: '0', stored: succeeded },
  ])('that makes $makes of being terminated is so reported, and the runner terminated', async ({ code, stored }) => {
    const { child, begun, ended, random_id } = install(['exits', 'TERM', code]);
    await begun();
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(await server().records(random_id)).toMatchObject(stored);
  });

  it('that does not let itself be terminated is given up on, reported, and left alone', async () => {
    const { child, begun, ended, random_id } = install(['ignores', 'TERM']);
    const pid = await begun();
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(isAlive(pid)).toBe(true);
    expect(await server().records(random_id)).toMatchObject(aborted(143));
  });

  it('goes on where its runner listens to the signal itself', async () => {
    const { child, begun, until, ended, random_id } = install([], { listensTo: 'SIGTERM' });
    const pid = await begun();
    child.kill('SIGTERM');
    await until(/heard SIGTERM/);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    expect(await ended).toBe('exit 137');
    expect(await server().records(random_id)).toMatchObject(failed(137));
  });

  it('whose installer is terminated ends its runner alike', async () => {
    const { begun, ended, random_id } = install();
    process.kill(await begun(), 'SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(await server().records(random_id)).toMatchObject(aborted(143));
  });

  it('leaves no handlers behind', async () => {
    const { until } = install(['exits', 'TERM', '3'], { tells: true });
    const [, pid] = await until(/begun (\d+)/);
    process.kill(pidOf(pid), 'SIGTERM');
    const [told] = await until(/\{.*\}\n/);
    expect(JSON.parse(told)).toMatchObject({ exitCode: 3, handlers: 0 });
  });
});
