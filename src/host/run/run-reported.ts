import { setTimeout as wait } from 'node:timers/promises';
import type { TelemetryClient } from '../../client.js';
import type { CallOptions } from '../../deadline.js';
import type { ProcessEnd } from '../../exit-codes/exit-code.js';
import { ENDED_FROM_OUTSIDE, exitCodeOfSignal } from '../../exit-codes/signals.js';
import type { FinalStatus } from '../../statuses.js';
import type { CreateOutcome, UpdateOutcome } from '../../outcomes.js';
import { makeRandomId } from '../../records/make-random-id.js';
import type { InstallationRecord } from '../../records/record.js';
import { environmentToJoin } from '../environment/environment-to-join.js';
import { failureText } from '../errinfo/failure-text.js';
import { startCommand } from './command.js';
import { commandWatcher, type ReportableEnd } from './command-watcher.js';
import { EXIT_DEADLINE_MS, watchExit } from './exit-path.js';
import type { InstallationRun, RunOptions } from './run-options.js';

/** Options of {@link runReported}: the client may be one that is not loaded yet. */
export interface ReportedRunOptions extends Omit<RunOptions, 'telemetry'> {
  readonly telemetry: Pick<TelemetryClient, 'create' | 'update'>;
}

/** How long the report may delay the result after the command's end, in milliseconds. */
const END_DEADLINE_MS = 3_000;

/** How long the create waits for what is found out, in milliseconds: a file on a dead network mount is never read. */
const COMPLETION_MS = 1_000;

/**
 * Runs a command and reports it.
 *
 * @param complete - Adds to the record what is found out while the command runs; called again if the command gets the
 *   user's consent. If it fails, the record is reported as it is. The create waits for it, up to a second, and so does
 *   the end, which has to come after the create.
 */
export async function runReported(
  command: string,
  args: readonly string[],
  options: ReportedRunOptions,
  complete?: (record: InstallationRecord) => Promise<InstallationRecord>,
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
    // The end comes after the create.
    await completed;
    return telemetry.update({ random_id, status, exit_code: end, error, record: { install_duration } }, call);
  };

  const startedAt = Date.now();
  // The wall clock may be set while a command runs.
  const begunAt = performance.now();
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

  const creation = new AbortController();
  const create = (known: InstallationRecord): Promise<CreateOutcome> =>
    telemetry.create(known, { deadlineMs, signal: creation.signal });
  const completeInTime = (): Promise<InstallationRecord> | undefined => {
    const completing = complete?.(record);
    return completing && Promise.race([completing.catch(() => record), wait(COMPLETION_MS, record, { ref: false })]);
  };
  const completed = completeInTime();
  const creating = completed === undefined ? create(record) : completed.then(create);
  let isWithoutConsent = false;
  void creating.then((early) => {
    isWithoutConsent = early.outcome === 'skipped' && early.reason === 'no-consent';
  });

  const { asked, ...end } = await running.ended;
  const endedAt = performance.now();
  await completed;
  // The command may have asked the user for consent, so try the create again, with what may be found out now.
  const recreating = isWithoutConsent ? create((await completeInTime()) ?? record) : creating;
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
