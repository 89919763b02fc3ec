import { setTimeout as wait } from 'node:timers/promises';
import type { TelemetryClient } from '../../client.js';
import type { CallOptions } from '../../deadline.js';
import type { InstallationUpdate } from '../../installation.js';
import type { UpdateOutcome } from '../../outcomes.js';
import { EXIT_DEADLINE_MS, watchExit } from './exit-path.js';

/** An installation whose end is reported when this process ends. */
export interface ExitReport {
  /**
   * Reports the end, as the client's `update` does, and stops watching once it is delivered. After a failure the
   * watching goes on: when the process ends, the same end is delivered again. Never rejects.
   */
  readonly update: (end: Omit<InstallationUpdate, 'random_id'>, call?: CallOptions) => Promise<UpdateOutcome>;
  /** Stops watching without a report. Call it if the end was reported in another way. */
  readonly dispose: () => void;
}

/**
 * Reports the end of an installation when this process ends before its end was reported.
 *
 * | this process (Node, Deno and Bun) | reported as |
 * |---|---|
 * | gets SIGINT, SIGTERM or SIGHUP | `aborted` with 130, 143 or 129 |
 * | has nothing left to do, exit code 0 | `aborted` with 0 |
 * | has nothing left to do, another exit code | `failed` with that code |
 * | calls `process.exit()` or `Deno.exit()`, or ends by an uncaught error or rejection | not reported: no request can be sent any more; await `update` first |
 * | does one of these while its end is being reported | the report may be lost; await `update` first |
 *
 * The process then ends as it would have without this function, by the same signal or with the same exit code, at most
 * `deadlineMs` later. A second signal ends it at once. Until then the program continues: a command that got the signal
 * too may fail, and an uncaught error ends the process with 1. All installations share one set of handlers, which is
 * removed with the last one.
 *
 * If the program has its own listener for SIGINT or SIGTERM, that listener decides whether the process ends. The first
 * signal is reported meanwhile; later ones are left to that listener. A listener that calls `process.exit()` at once,
 * as those of yocto-spinner, exit-hook, async-exit-hook and death do, leaves no time for the report. A SIGHUP with
 * another listener is not reported, because servers use it to reload their settings. The listeners of signal-exit,
 * which execa, ora and npm use, do not count: they clean up once the end is reported.
 *
 * @param telemetry - The client that delivers the report.
 * @param installation - The installation to report.
 * @param options - `deadlineMs`: how long the report may delay the end of the process, in milliseconds. Default: 2,000.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { reportExit } from '@community-scripts/telemetry/host';
 * import { memory } from '@community-scripts/telemetry/testing';
 *
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
 * const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * const exit = reportExit(telemetry, { random_id });
 * // … the installation runs …
 * await exit.update({ status: 'success' });
 * ```
 */
export function reportExit(
  telemetry: TelemetryClient,
  installation: { readonly random_id: string },
  options: { readonly deadlineMs?: number | undefined } = {},
): ExitReport {
  const { random_id } = installation;
  const { deadlineMs = EXIT_DEADLINE_MS } = options;

  const update = async (end: Omit<InstallationUpdate, 'random_id'>, call?: CallOptions): Promise<UpdateOutcome> => {
    const updated = await telemetry.update({ ...end, random_id }, call);
    if (updated.outcome !== 'failed') watch.stop();
    return updated;
  };
  const watch = watchExit({
    async onSignal(signal) {
      await update({ status: 'aborted', exit_code: { exitCode: null, signal } }, { deadlineMs });
      return true;
    },
    onBeforeExit(exitCode) {
      // Only once: the report itself brings `beforeExit` about again, for ever if no report gets through.
      watch.stop();
      void laterErrors().then(() =>
        update({ status: exitCode === 0 ? 'aborted' : 'failed', exit_code: exitCode }, { deadlineMs }),
      );
    },
    wantsSignals: () => false,
  });
  return { update, dispose: watch.stop };
}

/**
 * Waits for uncaught rejections. Bun handles them after `beforeExit`, in the next turn of the event loop, and then ends
 * the process with 1.
 */
async function laterErrors(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await wait(0);
}
