import { isConsentGiven } from './consent.js';
import { type CallOptions, Deadline, untilAborted } from './deadline.js';
import type { Reporter } from './delivery/reporter.js';
import type { WorkOutcome } from './delivery/work-end.js';
import { guarded, toTelemetryError } from './errors.js';
import { emit, type TelemetryEvent } from './events.js';
import type { ExitCodeInput } from './exit-codes/exit-code.js';
import { explainExitCode } from './exit-codes/explain.js';
import type { CreateOptions, Installation, InstallationUpdate } from './installation.js';
import { anObject, checkOptions, type Expectations, isObject } from './option-check.js';
import { DEADLINE, type ResolvedOptions, resolveOptions, type TelemetryClientOptions } from './options.js';
import type { CreateOutcome, UpdateOutcome } from './outcomes.js';
import { makeRandomId } from './records/make-random-id.js';
import type { InstallationRecord } from './records/record.js';

declare global {
  // So that our types compile without `lib: ["esnext.disposable"]`, which declares the same.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/**
 * Reports installations: created when they begin, updated once when they end.
 *
 * No reporting call throws, prints, or takes longer than its deadline, and nothing is sent
 * without an explicit yes. However often an end is reported, retried or raced through one
 * client, the server gets the end reported first, once.
 *
 * @example
 * ```ts
 * const telemetry = new TelemetryClient({ consent: 'yes' });
 * const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * await telemetry.update({ random_id, status: 'failed', exit_code: 127 });
 * ```
 */
export class TelemetryClient {
  readonly #options: ResolvedOptions;
  readonly #calls = new Set<Promise<unknown>>();
  /** The latest report of each installation that waits for consent: reports leave in the order they are made. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #reporter: Reporter | undefined;

  /** Waits for every call in flight, as {@link settled} does, where the runtime knows `await using`. */
  declare [Symbol.asyncDispose]: () => Promise<void>;

  static {
    // Older runtimes know no `await using` and lack the symbol.
    if (Symbol.asyncDispose) {
      this.prototype[Symbol.asyncDispose] = function () {
        return this.settled() as Promise<never>;
      };
    }
  }

  /**
   * Makes a client; sends and loads nothing yet.
   *
   * @throws TelemetryError `invalid-options`, naming every wrong option at once. The one thing that throws.
   */
  constructor(options: TelemetryClientOptions = {}) {
    this.#options = resolveOptions(options);
  }

  /**
   * Reports that an installation begins. Never rejects.
   *
   * Concurrent creates of one `random_id` share one delivery; a repeated one is `existing`.
   * A create that failed is made good by the update.
   *
   * @param record - What is installed; `random_id` is made when left out, and nothing is sent when it is empty.
   * @param call - This call's own signal and deadline, and whether this is a new attempt.
   * @returns `created`, or what else became of it; see {@link CreateOutcome}.
   * @see the contract, "Requests"
   */
  create(record: InstallationRecord, call?: CreateOptions): Promise<CreateOutcome> {
    return this.#report<CreateOutcome>('create', () => identified(record), call);
  }

  /**
   * Reports how an installation ended. Never rejects.
   *
   * Patches the record this client created, or the one found by `random_id`. Concurrent and
   * repeated calls share one delivery of the end reported first; after a failure the next call
   * delivers it again.
   *
   * @param end - What happened; status defaults to `failed`, exit code to 1.
   * @param call - This call's own signal and deadline.
   * @returns `updated`, or why not; see {@link UpdateOutcome}.
   * @see the contract, "Status mapping" and "Guard"
   *
   * @example
   * ```ts
   * await telemetry.update({ random_id, status: 'failed', exit_code: 137 });
   * ```
   */
  update(end: InstallationUpdate, call?: CallOptions): Promise<UpdateOutcome> {
    return this.#report<UpdateOutcome>('update', () => endGiven(end), call);
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
   * Reports a piece of work from its beginning to its end. The work starts at once, and its own
   * result or error passes through untouched, whatever telemetry does.
   *
   * After the work the end is reported, which takes at most the deadline. A result that shows a
   * failed process (`exitCode`, or `code` or `status` beside `signal` or `pid`) is reported as failed; an
   * AbortError as aborted with 130; another error with the exit code found on it, else 1.
   *
   * @param record - What is installed.
   * @param work - Gets the installation: its `random_id`, an early `update`, and the caller's `signal`.
   * @param call - `signal` is for the work: an aborted installation is still reported. `deadlineMs` is for each report.
   *
   * @example
   * ```ts
   * await telemetry.track({ type: 'lxc', nsapp: 'plex' }, async ({ signal }) => install({ signal }));
   * ```
   */
  async track<T>(
    record: InstallationRecord,
    work: (installation: Installation) => T | PromiseLike<T>,
    call?: CreateOptions,
  ): Promise<T> {
    const { signal = new AbortController().signal, ...limits } = copyOf(call);
    const started = identified(copyOf(record));
    const { random_id } = started;
    const update: Installation['update'] = (end, own = limits) =>
      this.#report<UpdateOutcome>('update', () => ({ ...endGiven(end), random_id }), own, started);
    const reportEnd = (ended: WorkOutcome): Promise<UpdateOutcome> =>
      this.#report<UpdateOutcome>('updateAfter', () => ({ ...ended, random_id }), limits, started);

    void this.#report('create', () => started, limits);
    let result: T;
    try {
      result = await work({ random_id, signal, update });
    } catch (thrown) {
      await reportEnd({ thrown, signal });
      throw thrown;
    }
    await reportEnd({ result });
    return result;
  }

  /**
   * Waits for every call in flight. Never rejects.
   *
   * @returns `true` once nothing is in flight, `false` where the deadline came first.
   */
  async settled(call?: Pick<CallOptions, 'deadlineMs'>): Promise<boolean> {
    const { deadlineMs } = copyOf(call);
    const deadline = new Deadline(DEADLINE[0](deadlineMs) ? (deadlineMs as number) : this.#options.deadlineMs);
    try {
      while (this.#calls.size > 0) await untilAborted(Promise.allSettled(this.#calls), deadline.signal);
      return true;
    } catch {
      return false;
    } finally {
      deadline.clear();
    }
  }

  /** One call: its outcome, told to `onEvent`, and known to `settled` until then. */
  #report<Outcome extends CreateOutcome | UpdateOutcome>(...report: Report): Promise<Outcome> {
    const startedAt = performance.now();
    const call = this.#outcomeOf(...report).then((outcome) => {
      this.#calls.delete(call);
      emit(this.#options.onEvent, {
        type: 'outcome',
        operation: report[0] === 'create' ? 'create' : 'update',
        random_id: outcome.random_id,
        outcome: { ...outcome },
        durationMs: performance.now() - startedAt,
      } as TelemetryEvent);
      return outcome as Outcome;
    });
    this.#calls.add(call);
    return call;
  }

  /** From consent to outcome. The one place where errors become outcomes. */
  async #outcomeOf(...[method, read, call = {}, attempt]: Report): Promise<CreateOutcome | UpdateOutcome> {
    let given: ReturnType<Report[1]> = {};
    let random_id = '';
    let caller: Deadline | undefined;
    let hasConsent: boolean | undefined;
    const skipped = (reason: 'no-consent' | 'no-random-id'): UpdateOutcome => ({
      random_id,
      outcome: 'skipped',
      reason,
    });
    try {
      given = read();
      const id = given.random_id;
      random_id = typeof id === 'string' ? id : '';
      const { deadlineMs = this.#options.deadlineMs, signal } = checkOptions('call', call, CALL_EXPECTATIONS);
      caller = new Deadline(deadlineMs, signal);
      const consent = untilAborted(isConsentGiven(this.#options.consent), caller.signal);
      const turn = Promise.allSettled([this.#turns.get(random_id), consent]);
      this.#turns.set(random_id, turn);
      hasConsent = await consent;
      if (!hasConsent) return skipped('no-consent');
      if (id === '' || id === undefined) return skipped('no-random-id');
      await untilAborted(turn, caller.signal);
      // Loaded with the first consent, so that a no costs nothing.
      const { Reporter } = await untilAborted(import('./delivery/reporter.js'), caller.signal);
      this.#reporter ??= new Reporter(this.#options);
      return await this.#reporter[method](given as never, id as string, caller, call, attempt);
    } catch (thrown) {
      // A delivery's errors know their fate; whatever else is thrown here comes before anything is sent.
      const error = toTelemetryError(thrown, 'not-sent');
      // A function that never answers is a no.
      if (hasConsent === undefined && error.code === 'timed-out') return skipped('no-consent');
      return {
        random_id,
        outcome: 'failed',
        error: this.#reporter?.recall(error, method, random_id, given, attempt) ?? error,
      };
    } finally {
      this.#turns.delete(random_id);
      caller?.clear();
    }
  }
}

/** One reporting call. */
type Report = readonly [
  method: 'create' | 'update' | 'updateAfter',
  /** Takes the caller's data as it is now, with whose it is. */
  read: () => { readonly random_id?: unknown },
  call: CreateOptions | undefined,
  /** The create whose attempt this ends, where it is not simply the present one. */
  attempt?: InstallationRecord,
];

const CALL_EXPECTATIONS: Expectations<keyof CreateOptions> = {
  signal: /* @__PURE__ */ anObject('an AbortSignal', 'addEventListener', 'removeEventListener'),
  deadlineMs: DEADLINE,
  newAttempt: [(value) => typeof value === 'boolean', 'expected a boolean'],
};

/** A copy; of what cannot be read, one with nothing in it, which is left to the reports to refuse. */
function copyOf<T extends object>(given: T | undefined): Partial<T> {
  return guarded(() => ({ ...given })) ?? {};
}

/** A copy of what is known, with an id. */
function identified(record: Partial<InstallationRecord>): InstallationRecord & { random_id: string } {
  const given = { ...record } as InstallationRecord;
  given.random_id ??= makeRandomId();
  return given as InstallationRecord & { random_id: string };
}

/** A copy of an end, and of what it says of the record. */
function endGiven(end: Partial<InstallationUpdate>): Partial<InstallationUpdate> {
  const given = { ...end };
  if (isObject(given.record)) given.record = { ...given.record };
  return given;
}
