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

/** How long the report may delay the result after the command's end, in milliseconds. */
const END_DEADLINE_MS = 3_000;

/** Options of {@link runInstallation}. */
export interface RunOptions {
  /** The installation; a `random_id` is made if it has none. */
  readonly record: InstallationRecord;
  /** The client that delivers both reports. */
  readonly telemetry: TelemetryClient;
  /**
   * `inherit`: the command uses this process's input, output and terminal. `captured`: it has no input, its output is
   * not shown, and the last 64 KiB of both streams are in the result. @defaultValue `'inherit'`
   */
  readonly output?: 'inherit' | 'captured' | undefined;
  /** Working directory of the command. @defaultValue that of this process */
  readonly cwd?: string | undefined;
  /** Environment of the command; the variables of `environmentToJoin` are added. @defaultValue that of this process */
  readonly env?: Environment | undefined;
  /** Path of the `.errinfo` file in which the installer records a failure; read for the report if the command fails. */
  readonly errinfo?: string | undefined;
  /** Ends the command with SIGTERM, or keeps it from starting. The end is reported in both cases. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long each report may take, in milliseconds; at most 2,000 after a signal. @defaultValue the client's deadline
   * for the create, which runs beside the command; both reports end at most 3,000 after the command
   */
  readonly deadlineMs?: number | undefined;
}

/** The result of {@link runInstallation}: how the command ended, and the outcome of both reports. */
export interface InstallationRun {
  readonly random_id: string;
  /** As in a shell: 137 for SIGKILL, 127 for an unknown command, 126 for one that cannot be run. */
  readonly exitCode: number;
  /** The signal that ended the command, such as `SIGKILL`; `undefined` if it exited by itself. */
  readonly signal: string | undefined;
  /** From the command's start to its end, in milliseconds. */
  readonly durationMs: number;
  /** The last 64 KiB of the command's output, in order of arrival. Only if it was captured. */
  readonly output?: string;
  /** Why the command could not be started. */
  readonly startError?: Error;
  readonly created: CreateOutcome;
  readonly updated: UpdateOutcome;
}

/**
 * Runs a command and reports it as an installation, from start to end.
 *
 * The command starts at once, without a shell, and reporting does not change how it runs or ends. It ends when it
 * exits, even if it leaves processes running. A command that cannot be started is reported as failed.
 *
 * Exit code 0 is `success`; 129, 130 and 143, or their signals, are `aborted`; everything else is `failed`. The
 * duration in seconds is reported to a server that stores it, such as the ingest service. The command's environment
 * holds the installation's id, so that its own reports join this installation.
 *
 * BusyBox's `timeout` (Alpine) exits with 143 where GNU's exits with 124, so a command it ended is `aborted`, not
 * `failed`. A command ended by a real-time signal (32 to 64) is reported as `success` on Node 20 to 26 and Bun 1.4,
 * which give it exit code 0; on Deno it is `failed`.
 *
 * Signals to this process, unless another listener decides what they mean:
 * - Ctrl+C also reaches the command, which decides what it means, as in a shell. If the command ends by it, the end is
 *   reported and this process ends by it too.
 * - Any other SIGINT, SIGTERM or SIGHUP is passed on to the command: SIGTERM and SIGHUP at once, SIGINT as SIGTERM and
 *   2 s later, in case the command got it too. After 5 s more the command is left running. The installation is
 *   `aborted` with 130, 143 or 129, unless the command succeeded. Then this process ends by the same signal.
 * - While the end is being reported, the first signal ends this process after the report, at most 2 s later; a second
 *   one ends it at once.
 *
 * @param command - A path, or a name to look up in PATH.
 * @param args - Passed to the command unchanged.
 * @returns how the command ended; pass it to {@link endLike} to end this process in the same way.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { consentFromHost, endLike, runInstallation } from '@community-scripts/telemetry/host';
 *
 * const telemetry = new TelemetryClient({ consent: consentFromHost() });
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
  // Handlers first: Ctrl+C may come as soon as the command runs, before `startCommand` returns.
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
  // The command may have asked the user for consent, so try the create again.
  const recreating = isWithoutConsent ? create() : creating;
  const updated = await report({ ...end, asked }, endLimits);
  // The caller's deadline limits both reports. Without one, the create may still be running: it gets the same limit.
  const leftMs = Math.max(0, END_DEADLINE_MS - (performance.now() - endedAt));
  const timer = deadlineMs === undefined ? setTimeout(() => creation.abort(), leftMs) : undefined;
  const created = await recreating;
  clearTimeout(timer);
  await exit.stopWhenDecided();
  return { random_id, ...end, created, updated };
}

/** The end to report: by the signal that was passed on, if any, else as the command ended. */
function reportedEnd({ exitCode, signal, asked }: ReportableEnd): ProcessEnd & { status: FinalStatus } {
  if (exitCode === 0) return { status: 'success', exitCode };
  const by = asked ?? signal;
  const reported = exitCodeOfSignal(by) ?? exitCode;
  return { status: ENDED_FROM_OUTSIDE.includes(reported) ? 'aborted' : 'failed', exitCode: reported, signal: by };
}

/** Copies the record and gives it an id. An unreadable record becomes one with an id only, which the client refuses. */
function withRandomId(record: InstallationRecord): InstallationRecord & { random_id: string } {
  try {
    return { ...record, random_id: record.random_id ?? makeRandomId() };
  } catch {
    return { random_id: makeRandomId() } as InstallationRecord & { random_id: string };
  }
}
