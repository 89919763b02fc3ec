import type { InstallationRun, RunOptions } from './run-options.js';
import { runReported } from './run-reported.js';

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
  // On Node 20 the first access to these (fetch does it) makes a shared pipe non-blocking, and a fast installer then
  // fails with EAGAIN. Accessed now, before the command starts, which makes the pipe blocking again.
  if (options.output !== 'captured') void [process.stdout, process.stderr];
  return runReported(command, args, options);
}
