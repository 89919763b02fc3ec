import type { TelemetryClient } from '../../client.js';
import type { CallOptions } from '../../deadline.js';
import type { ProcessEnd } from '../../exit-codes/exit-code.js';
import { ENDED_FROM_OUTSIDE, exitCodeOfSignal } from '../../exit-codes/signals.js';
import type { FinalStatus } from '../../statuses.js';
import type { CreateOutcome, UpdateOutcome } from '../../outcomes.js';
import { makeRandomId } from '../../records/make-random-id.js';
import type { InstallationRecord } from '../../records/record.js';
import type { Environment } from '../environment/environment.js';
import { environmentToJoin } from '../environment/environment-to-join.js';
import { failureText } from '../errinfo/failure-text.js';
import { startCommand } from './command.js';
import { commandWatcher, type ReportableEnd } from './command-watcher.js';
import { EXIT_DEADLINE_MS, watchExit } from './exit-path.js';

/** How long the report of the end may hold up whoever waits for the command, in milliseconds. */
const END_DEADLINE_MS = 3_000;

/** How {@link runInstallation} runs and reports a command. */
export interface RunOptions {
  /** What is installed; its `random_id` is made when left out. */
  readonly record: InstallationRecord;
  /** Delivers the two reports. */
  readonly telemetry: TelemetryClient;
  /**
   * `inherit`: the command has this process's input, output and terminal. `captured`: it has no input, and
   * what it prints is shown nowhere; the last 64 KiB of both streams are in the result. @defaultValue `'inherit'`
   */
  readonly output?: 'inherit' | 'captured' | undefined;
  /** Where the command runs. @defaultValue this process's folder */
  readonly cwd?: string | undefined;
  /** The command's environment; what `environmentToJoin` gives is added. @defaultValue this process's own */
  readonly env?: Environment | undefined;
  /** Where the installer writes down what failed, an `.errinfo` file: read when it fails, for the report. */
  readonly errinfo?: string | undefined;
  /** Ends the command with SIGTERM, or keeps it from starting; the end is reported all the same. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long each report may take, in milliseconds; after a signal at most 2,000. @defaultValue the client's for the
   * beginning, which nobody waits for while the command runs, and 3,000 after its end for both
   */
  readonly deadlineMs?: number | undefined;
}

/** A command that has run, and what became of its reports. */
export interface InstallationRun {
  readonly random_id: string;
  /** As a shell gives it: 137 for SIGKILL, 127 for no such command, 126 for one that cannot be run. */
  readonly exitCode: number;
  /** What ended the command, such as `SIGKILL`; `undefined` where it exited by itself. */
  readonly signal: string | undefined;
  /** From the command's start to its end, in whole milliseconds. */
  readonly durationMs: number;
  /** The last 64 KiB of what the command printed, in the order in which it arrived. Only where it was captured. */
  readonly output?: string;
  /** Why the command could not be started. */
  readonly startError?: Error;
  readonly created: CreateOutcome;
  readonly updated: UpdateOutcome;
}

/**
 * Runs a command as a person would, and reports it from its beginning to its end.
 *
 * The command starts at once, without a shell, and nothing telemetry does changes how it runs or ends; what
 * cannot be started is an end too. It is over when it exits, whatever it leaves behind. Exit code 0 is
 * `success`; 129, 130 and 143, or their signals, are `aborted`; everything else is `failed`. A server that wants to
 * know it, as the ingest service, is told how many seconds it took. The command finds
 * the installation's id in its environment, so that what it reports joins this installation.
 *
 * `timeout` of BusyBox, as on Alpine, ends with 143 where GNU's ends with 124: a command it ended is `aborted`, not
 * `failed`. A command that a real-time signal ended, 32 to 64, is stored as `success` on Node (20 to 26) and Bun (1.4),
 * which give exit code 0 for it; on Deno it is `failed`.
 *
 * Signals to this process, unless another listener of its decides what they mean:
 * - Ctrl+C reaches the command as well, which decides, as in a shell: where it ends by it, so does this
 *   process, once that is reported.
 * - Any other SIGINT, SIGTERM and SIGHUP asks the command to end, by SIGTERM or SIGHUP, a SIGINT after 2 s in which
 *   it may have got that too; it is waited for at most 5 s, then left alone. Unless it ended with success, the installation is `aborted` with 130, 143 or 129. Then
 *   this process ends by the signal it got.
 * - While the end is being reported the first ends this process once that is done, at most 2 s later; a second
 *   one at once.
 *
 * @param command - Looked up in PATH, or a path.
 * @param args - Given to it as they are.
 * @returns how the command ended; see {@link endLike} for ending likewise.
 *
 * @example
 * ```ts
 * const run = await runInstallation('bash', ['install.sh'], { telemetry, record: { type: 'lxc', nsapp: 'plex' } });
 * endLike(run);
 * ```
 */
export async function runInstallation(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<InstallationRun> {
  const { telemetry, output = 'inherit', cwd, env = process.env, errinfo, signal, deadlineMs } = options;
  const record = withRandomId(options.record);
  const { random_id } = record;
  const endLimits = { deadlineMs: deadlineMs ?? END_DEADLINE_MS };
  const exitLimits = { deadlineMs: Math.min(deadlineMs ?? EXIT_DEADLINE_MS, EXIT_DEADLINE_MS) };
  const report = async (ended: ReportableEnd, call: CallOptions): Promise<UpdateOutcome> => {
    const { status, ...end } = reportedEnd(ended);
    const install_duration = (performance.now() - begunAt) / 1_000;
    const error = errinfo === undefined ? undefined : await failureText(errinfo, end.exitCode, startedAt);
    return telemetry.update({ random_id, status, exit_code: end, error, record: { install_duration } }, call);
  };

  const startedAt = Date.now();
  // The wall clock may be set while a command runs.
  const begunAt = performance.now();
  const creation = new AbortController();
  const create = (): Promise<CreateOutcome> => telemetry.create(record, { deadlineMs, signal: creation.signal });
  const creating = create();
  let isWithoutConsent = false;
  void creating.then((early) => {
    isWithoutConsent = early.outcome === 'skipped' && early.reason === 'no-consent';
  });
  // The handlers first: a command may have begun, and somebody may press Ctrl+C, before it is known here that it runs.
  const exit = watchExit(
    commandWatcher(
      () => running,
      (end) => report(end, exitLimits),
    ),
  );
  const running = startCommand(command, args, {
    output,
    cwd,
    env: { ...env, ...environmentToJoin({ random_id }) },
    signal,
  });

  const { asked, ...end } = await running.ended;
  const endedAt = performance.now();
  // Whoever said no at first may have been asked by the command, and said yes.
  const recreating = isWithoutConsent ? create() : creating;
  const updated = await report({ ...end, asked }, endLimits);
  // A deadline of the caller's own bounds both; without one the beginning may take longer than the end, but not now.
  const leftMs = Math.max(0, END_DEADLINE_MS - (performance.now() - endedAt));
  const timer = deadlineMs === undefined ? setTimeout(() => creation.abort(), leftMs) : undefined;
  const created = await recreating;
  clearTimeout(timer);
  await exit.stopWhenDecided();
  return { random_id, ...end, created, updated };
}

/** As it is reported: by the signal we were asked to end by, where there was one, else as it ended. */
function reportedEnd({ exitCode, signal, asked }: ReportableEnd): ProcessEnd & { status: FinalStatus } {
  if (exitCode === 0) return { status: 'success', exitCode };
  const by = asked ?? signal;
  const reported = exitCodeOfSignal(by) ?? exitCode;
  return { status: ENDED_FROM_OUTSIDE.includes(reported) ? 'aborted' : 'failed', exitCode: reported, signal: by };
}

/** A copy, with an id; of what cannot be read one with nothing else in it, which is left to the reports to refuse. */
function withRandomId(record: InstallationRecord): InstallationRecord & { random_id: string } {
  try {
    return { ...record, random_id: record.random_id ?? makeRandomId() };
  } catch {
    return { random_id: makeRandomId() } as InstallationRecord & { random_id: string };
  }
}
