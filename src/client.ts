import { isConsentGiven } from './consent.js';
import { copyOf, endGiven, identified } from './copy-given.js';
import { type CallOptions, Deadline } from './deadline.js';
import type { Report } from './delivery/reporter.js';
import type { WorkOutcome } from './delivery/work/work-end.js';
import { guarded, type TelemetryError, toTelemetryError } from './errors.js';
import { emit, type TelemetryEvent } from './events.js';
import type { ExitCodeInput } from './exit-codes/exit-code.js';
import { explainExitCode } from './exit-codes/explain.js';
import type { CreateOptions, Installation, InstallationUpdate } from './installation.js';
import { anObject, checkOptions, type Expectations } from './option-check.js';
import { DEADLINE, type ResolvedOptions, resolveOptions, type TelemetryClientOptions } from './options.js';
import type { CreateOutcome, UpdateOutcome } from './outcomes.js';
import type { InstallationRecord } from './records/record.js';
import { ReporterLoading } from './reporter-loading.js';
import { Turns } from './turns.js';

declare global {
  // Makes our types compile without `lib: ["esnext.disposable"]`, which declares the same.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/**
 * Reports installations: creates a record when one starts, and updates it once when it ends.
 *
 * No reporting call throws, prints, or takes longer than its deadline. Nothing is sent without consent. No matter how
 * often an end is reported or retried through one client, even at the same time, the server gets the first end, once.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { memory } from '@community-scripts/telemetry/testing';
 *
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
 * const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * await telemetry.update({ random_id, status: 'failed', exit_code: 127 });
 * ```
 */
export class TelemetryClient {
  readonly #options: ResolvedOptions;
  readonly #calls = new Set<Promise<unknown>>();
  readonly #turns = new Turns();
  readonly #reporter: ReporterLoading;

  /** Waits for every call in flight, as {@link settled} does. For `await using`, if the runtime supports it. */
  declare [Symbol.asyncDispose]: () => Promise<void>;

  static {
    // Older runtimes lack the symbol.
    if (Symbol.asyncDispose) {
      this.prototype[Symbol.asyncDispose] = function () {
        return this.settled() as Promise<never>;
      };
    }
  }

  /**
   * Creates a client. Sends and loads nothing yet.
   *
   * @throws TelemetryError `invalid-options`, naming every invalid option. Only constructors throw.
   */
  constructor(options: TelemetryClientOptions = {}) {
    this.#options = resolveOptions(options);
    this.#reporter = new ReporterLoading(this.#options);
  }

  /**
   * Reports the start of an installation. Never rejects.
   *
   * Concurrent calls with the same `random_id` share one delivery; a repeated call resolves to `existing`. If `create`
   * failed, `update` creates the record.
   *
   * @param record - The installation; `type` and `nsapp` are required. Without a `random_id` one is made; with an empty
   *   one nothing is sent.
   * @param call - Signal and deadline of this call, and whether this is a new attempt.
   * @returns `created`, or why not; see {@link CreateOutcome}.
   */
  create(record: InstallationRecord, call?: CreateOptions): Promise<CreateOutcome> {
    return this.#report({ operation: 'create', read: () => identified(record), call });
  }

  /**
   * Reports the end of an installation. Never rejects.
   *
   * Updates the record that this client created, or the one found by `random_id`. Concurrent and repeated calls share
   * one delivery: the end reported first is delivered once. After a failure, the next call delivers that end again.
   *
   * @param end - The end. The status defaults to success if `exit_code` is 0 and there is no `error`, else to `failed`;
   *   the exit code to 1, to 130 if aborted, and to 0 for a success.
   * @param call - Signal and deadline of this call.
   * @returns `updated`, or why not; see {@link UpdateOutcome}.
   *
   * @example
   * ```ts continued
   * await telemetry.update({ random_id, status: 'failed', exit_code: 137 });
   * ```
   */
  update(end: InstallationUpdate, call?: CallOptions): Promise<UpdateOutcome> {
    return this.#report({ operation: 'update', read: () => endGiven(end), call });
  }

  /**
   * Explains an exit code with this client's catalogue. Never throws.
   *
   * @returns The catalogue's text, or `Unknown error`.
   */
  explainExitCode(code: ExitCodeInput): string {
    return explainExitCode(code, this.#options.catalogue);
  }

  /**
   * Runs a piece of work and reports it as an installation, from start to end. The work starts at once, and its result
   * or error is passed through unchanged.
   *
   * After the work, reporting the end takes at most the deadline. Failed work is never stored as a success if its result
   * shows the failure. The first rule that applies decides; the guide *What `track` stores* explains the rules and lists
   * the libraries they were tested with:
   *
   * 1. The caller's signal has aborted and the work did not end cleanly: `aborted` with 130, or `failed` with 124 if
   *    the signal's reason is a timeout.
   * 2. A process that is still running, or `null`, Node's code of a killed process: `unknown` with 1.
   * 3. A timeout: `failed` with 124.
   * 4. An abort by the work's own signal, or a process ended by SIGINT: `aborted` with 130.
   * 5. The end of a process with another code than 0 or by a signal: `failed` with its exit code, or 128 plus the signal.
   * 6. A command that could not be started: `failed` with 127, or 126 without permission to run it.
   * 7. Any other failure, thrown or returned: `failed` with the exit code of its `cause`, else 1.
   * 8. Any other result: success with 0.
   *
   * @param record - The installation.
   * @param work - Receives the installation: its `random_id`, `update` to report the end early, and the caller's
   *   `signal`.
   * @param call - `signal` is passed to the work; an aborted installation is still reported. `deadlineMs` applies to
   *   each report.
   *
   * @example
   * ```ts continued
   * import { execFile } from 'node:child_process';
   * import { promisify } from 'node:util';
   *
   * await telemetry.track({ type: 'lxc', nsapp: 'plex' }, ({ signal }) =>
   *   promisify(execFile)('./install.sh', [], { signal }),
   * );
   * ```
   */
  async track<T>(
    record: InstallationRecord,
    work: (installation: Installation) => T | PromiseLike<T>,
    call?: CreateOptions,
  ): Promise<T> {
    const { signal = new AbortController().signal, newAttempt, ...limits } = copyOf(call);
    const started = identified(copyOf(record));
    const { random_id } = started;
    const update: Installation['update'] = (end, own = limits) =>
      this.#report({
        operation: 'update',
        read: () => ({ ...endGiven(end), random_id }),
        call: own,
        startedBy: started,
      });
    const reportEnd = (ended: WorkOutcome): Promise<UpdateOutcome> =>
      this.#report({
        operation: 'update',
        read: () => ({ random_id }),
        call: limits,
        startedBy: started,
        work: { ...ended, abort: abortOf(signal) },
      });

    void this.#report({ operation: 'create', read: () => started, call: { ...limits, newAttempt } });
    let result: T;
    try {
      result = await work({ random_id, signal, update });
    } catch (thrown) {
      await reportEnd({ thrown });
      throw thrown;
    }
    await reportEnd({ result });
    return result;
  }

  /**
   * Waits for every call in flight. Never rejects.
   *
   * @returns `true` once nothing is in flight, `false` if the deadline passes first.
   */
  async settled(call?: Pick<CallOptions, 'deadlineMs'>): Promise<boolean> {
    if (this.#calls.size === 0) return true;
    const { deadlineMs } = copyOf(call);
    const deadline = new Deadline(DEADLINE[0](deadlineMs) ? (deadlineMs as number) : this.#options.deadlineMs);
    try {
      while (this.#calls.size > 0) await deadline.wait(Promise.allSettled(this.#calls));
      return true;
    } catch {
      return false;
    } finally {
      deadline.clear();
    }
  }

  #report(asked: Asked<'create'>): Promise<CreateOutcome>;
  #report(asked: Asked<'update'>): Promise<UpdateOutcome>;
  /** Runs one call: tracks it for `settled` and passes its outcome to `onEvent`. */
  #report(asked: Asked): Promise<CreateOutcome | UpdateOutcome> {
    const { onEvent } = this.#options;
    // Without an event nothing is timed: a runtime takes a millisecond to load its clock.
    const startedAt = onEvent === undefined ? 0 : performance.now();
    const call = this.#outcomeOf(asked).then((outcome) => {
      this.#calls.delete(call);
      if (onEvent === undefined) return outcome;
      emit(onEvent, {
        type: 'outcome',
        operation: asked.operation,
        random_id: outcome.random_id,
        outcome: { ...outcome },
        durationMs: performance.now() - startedAt,
      } as TelemetryEvent);
      return outcome;
    });
    this.#calls.add(call);
    return call;
  }

  /** Runs one call from consent to outcome. The only place where errors become outcomes. */
  async #outcomeOf({ operation, read, call, startedBy, work }: Asked): Promise<CreateOutcome | UpdateOutcome> {
    let given: Report['given'] = {};
    let random_id = '';
    let caller: Deadline | undefined;
    let hasConsent: boolean | undefined;
    let newAttempt: boolean | undefined;
    const skipped = (reason: 'no-consent' | 'no-random-id') => ({ random_id, outcome: 'skipped', reason }) as const;
    try {
      given = read();
      const id = given.random_id;
      random_id = typeof id === 'string' ? id : '';
      const limits = call === undefined ? {} : checkOptions<CreateOptions>('call', call, EXPECTATIONS[operation]);
      newAttempt = limits.newAttempt;
      const consent = isConsentGiven(this.#options.consent);
      // Nothing takes time, so nothing is limited.
      if (consent === false && limits.signal?.aborted !== true) return skipped('no-consent');
      caller = new Deadline(limits.deadlineMs ?? this.#options.deadlineMs, limits.signal);
      const asked = typeof consent === 'boolean' ? consent : caller.wait(consent);
      const turn = typeof asked === 'boolean' ? undefined : this.#turns.take(random_id, asked);
      hasConsent = await asked;
      if (caller.endedBy) throw caller.endedBy;
      if (!hasConsent) return skipped('no-consent');
      if (id === '' || id === undefined) return skipped('no-random-id');
      if (turn !== undefined) await caller.wait(turn);
      const report = { operation, given, random_id: id as string, newAttempt, startedBy, work };
      return await this.#reporter.deliver(report, caller);
    } catch (thrown) {
      // Errors of a delivery have a fate. Anything else was thrown before anything was sent.
      const error = toTelemetryError(thrown, 'not-sent');
      // A consent function that never answers counts as a no.
      if (hasConsent === undefined && error.code === 'timed-out') return skipped('no-consent');
      const report = { operation, given, random_id, startedBy, newAttempt };
      if (operation === 'create' && hasConsent) this.#holdForUpdate(error, report);
      return { random_id, outcome: 'failed', error: this.#reporter.loaded?.withKnownFate(error, report) ?? error };
    } finally {
      caller?.clear();
    }
  }

  /** Keeps the record of a create that failed, so that `update` creates it. */
  #holdForUpdate(error: TelemetryError, report: Report): void {
    this.#reporter.load().then(
      (reporter) => reporter.holdForUpdate(error, report),
      () => undefined,
    );
  }
}

type Operation = Report['operation'];

/** One call: what it reports, read at the time of the call, and the create whose attempt it ends. */
interface Asked<Reported extends Operation = Operation> {
  readonly operation: Reported;
  readonly read: () => Report['given'];
  readonly call: CreateOptions | undefined;
  readonly startedBy?: InstallationRecord;
  readonly work?: WorkOutcome;
}

/** The reason of an aborted signal; `undefined` if it has not aborted or cannot be read. */
function abortOf(signal: AbortSignal): WorkOutcome['abort'] {
  return guarded(() => (signal.aborted ? { reason: signal.reason as unknown } : undefined));
}

const CALL_EXPECTATIONS: Expectations<keyof CallOptions> = {
  signal: /* @__PURE__ */ anObject('an AbortSignal', 'addEventListener', 'removeEventListener'),
  deadlineMs: DEADLINE,
};

/** The options of a call, by what it reports. */
const EXPECTATIONS: Readonly<Record<Operation, Expectations>> = {
  create: { ...CALL_EXPECTATIONS, newAttempt: [(value) => typeof value === 'boolean', 'expected a boolean'] },
  update: CALL_EXPECTATIONS,
};
