import { setTimeout as wait } from 'node:timers/promises';
import type { TelemetryClient } from '../../client.js';
import type { CallOptions } from '../../deadline.js';
import type { InstallationUpdate } from '../../installation.js';
import type { UpdateOutcome } from '../../outcomes.js';
import { EXIT_DEADLINE_MS, watchExit } from './exit-path.js';

/** An installation whose end is reported when this process ends. */
export interface ExitReport {
  /**
   * Reports the end, as the client's own `update` does, and stops watching once it is delivered. After a
   * failure the watching goes on, so that the end of the process delivers the same end. Never rejects.
   */
  readonly update: (end: Omit<InstallationUpdate, 'random_id'>, call?: CallOptions) => Promise<UpdateOutcome>;
  /** Stops watching; nothing more is reported from here. For an end that was reported elsewhere. */
  readonly dispose: () => void;
}

/**
 * Reports an installation as ended when this process ends before its end was reported.
 *
 * | the process, on Node, Deno and Bun | is reported as |
 * |---|---|
 * | gets SIGINT, SIGTERM or SIGHUP | `aborted` with 130, 143 or 129 |
 * | has nothing left to do, exit code 0 | `aborted` with 0 |
 * | has nothing left to do, another exit code | `failed` with it |
 * | calls `process.exit()` or `Deno.exit()`, or dies of an error or a rejection that no code handles | nothing: no request can be made any more; await `update` before |
 * | calls `process.exit()` while its end is being reported, or dies of an error then | nothing more, and the report may be lost; await `update` before |
 *
 * The process then ends as it would have without this, by the same signal or with the same exit code, held
 * up by at most the deadline; a second signal ends it at once. Until it ends, the program goes on: a command of its own
 * that got the signal too may fail then, and an error that no code handles ends the process with 1. Any number of
 * installations share one set of handlers, which is gone when the last has ended.
 *
 * Another listener to SIGINT or SIGTERM decides whether the signal ends the process. The signal is reported meanwhile, and
 * not listened to any more. A listener that calls `process.exit()` at once, as those of yocto-spinner, exit-hook,
 * async-exit-hook and death do, leaves the report no time. A SIGHUP that has another listener is not reported: servers
 * read their settings anew. The listeners of signal-exit, which execa, ora and npm use, do not count as others: they
 * clean up once the end is reported.
 *
 * @param telemetry - Delivers the report.
 * @param installation - Whose end it is.
 * @param options - `deadlineMs`: how long the report may hold up the end of the process; 2,000 when left out.
 * @see the contract, "Exit paths", for status and exit code
 *
 * @example
 * ```ts
 * const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * const exit = reportExit(telemetry, { random_id });
 * await install();
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
      // Only once: what is left to do after it would bring this about again, for ever where no report gets through.
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
 * Bun learns of a rejection that no code handles only after `beforeExit`, in the turn of the event loop that follows,
 * and ends the process with 1 then.
 */
async function laterErrors(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await wait(0);
}
