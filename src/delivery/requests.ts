import type { Call, CreateResult, FoundRecord, PendingReport, UpdateResult } from '../backends/backend.js';
import { guarded, type TelemetryError, toTelemetryError, type WriteFate } from '../errors.js';
import { emit, type OnEvent, type Operation, type OutgoingReport } from '../events.js';
import { withLazySignal } from '../lazy-signal.js';
import type { ResolvedOptions } from '../options.js';
import type { UpdateOutcome } from '../outcomes.js';
import { checkCompleteRecord, checkUpdatePayload } from '../records/check.js';
import type { KnownRecord, CompleteRecord, RecordPatch, UpdatePayload } from '../records/record.js';
import { retry, type RetryPlan } from './retry.js';
import { askBeforeSend } from './before-send.js';
import type { Cancellation } from './cancellation.js';
import { inPart } from './part-error.js';
import { redactPayload } from './redact-payload.js';
import type { DeliveryRule } from './delivery-rule.js';
import type { DeliveryScope } from './shared-delivery.js';

/** The requests of one delivery: adds hooks, retries and write fates to a backend's methods. */
export class Requests {
  readonly #options: ResolvedOptions;
  readonly #rule: DeliveryRule;
  readonly #scope: DeliveryScope;
  readonly #random_id: string;
  #haveBegun = false;

  constructor(options: ResolvedOptions, rule: DeliveryRule, scope: DeliveryScope, random_id: string) {
    this.#options = options;
    this.#rule = rule;
    this.#scope = scope;
    this.#random_id = random_id;
  }

  /** Whether the backend can look records up. */
  get canFind(): boolean {
    return this.#options.backend.find !== undefined;
  }

  /** Whether a lookup may resolve an unclear answer. */
  get canLookAgain(): boolean {
    return this.#rule.looksAgain && this.canFind;
  }

  /** Whether anything was sent. */
  get haveBegun(): boolean {
    return this.#haveBegun;
  }

  /** Redacts a record and calls `beforeSend`; `dropped` if the hook drops it. */
  prepareRecord(kind: 'create' | 'late-create', record: CompleteRecord): Prepared<CompleteRecord> {
    return this.#prepare(kind, record, checkCompleteRecord);
  }

  /** Sends a prepared record. */
  create(record: CompleteRecord): Promise<CreateResult> {
    return this.#write({ kind: 'create', record }, (call) => this.#options.backend.create(record, call));
  }

  /** Redacts an end, with the caller's values of the record, and calls `beforeSend`; `dropped` if the hook drops it. */
  prepareEnd(patch: RecordPatch, record: KnownRecord): Prepared<UpdatePayload> {
    return this.#prepare('update', { ...record, ...patch }, checkUpdatePayload);
  }

  /** Sends a prepared end. */
  update(record_id: string | undefined, patch: UpdatePayload): Promise<UpdateResult> {
    const random_id = this.#random_id;
    const target = record_id === undefined ? { random_id, patch } : { random_id, patch, record_id };
    return this.#write({ kind: 'update', target }, (call) => this.#options.backend.update(target, call));
  }

  /**
   * Looks the record up. `again` repeats an empty lookup up to the number of attempts, as its create may be running.
   */
  find({ withStatus = false, again = false }: { withStatus?: boolean; again?: boolean } = {}): Promise<
    FoundRecord | undefined
  > {
    const { backend } = this.#options;
    return retry<FoundRecord | undefined>(
      async (attempt) => {
        this.#haveBegun = true;
        const options = { withStatus, idOnly: this.#rule.looksUpIdOnly };
        return inPart(BACKEND, async () => backend.find?.(this.#random_id, { signal: attempt.signal, ...options }));
      },
      this.#plan<FoundRecord | undefined>('find', {
        mayRepeat: () => true,
        isWorthAskingAgain: (found) => again && found === undefined,
      }),
    );
  }

  /**
   * Decides a refusal without a reason, by looking up whether the record was written. Throws any other error again.
   *
   * @param showsIt - Whether the record found may be the result of the write.
   * @returns the record, or `undefined` if there is none: the write was refused.
   * @throws the refusal itself, if it had a reason or the lookup failed.
   */
  async decideRefusal(
    refusal: unknown,
    showsIt: (found: FoundRecord) => boolean = ({ final }) => final === true,
  ): Promise<FoundRecord | undefined> {
    const error = toTelemetryError(refusal);
    if (!isAmbiguous(error) || !this.canLookAgain) throw error;
    let found: FoundRecord | undefined;
    try {
      found = await this.find({ withStatus: true });
    } catch {
      throw error;
    }
    this.#scope.fates.end(found !== undefined && showsIt(found) ? 'done' : 'refused');
    return found;
  }

  /**
   * Looks for a record that the server did not find for an update. Where it has ended, a copy of the update, which a
   * network can make, may have ended it; until that is known the update is in doubt.
   */
  async findMissing({ inDoubt }: UpdateResult, again: boolean): Promise<FoundRecord | undefined> {
    const found = await this.find({ withStatus: true, again });
    if (inDoubt !== true) this.#scope.fates.end(found?.final === true ? 'done' : 'refused');
    return found;
  }

  /** The outcome of a stored end, with the status that the server stores. */
  updated(
    { status, exit_code }: Pick<UpdatePayload, 'status' | 'exit_code'>,
    record_id: string | undefined,
  ): Extract<UpdateOutcome, { outcome: 'updated' }> {
    const random_id = this.#random_id;
    const stored = this.#options.backend.storedStatus?.(status) ?? status;
    if (record_id === undefined) return { random_id, outcome: 'updated', status: stored, exit_code };
    return { random_id, outcome: 'updated', record_id, status: stored, exit_code };
  }

  /** Redacts a payload and calls `beforeSend`. */
  #prepare<Payload extends CompleteRecord | UpdatePayload>(
    kind: OutgoingReport['kind'],
    payload: Payload,
    check: (given: object) => Payload,
  ): Prepared<Payload> {
    const { beforeSend, redact } = this.#options;
    const redacted = redact === 'off' ? payload : redactPayload(payload, redact);
    if (beforeSend === undefined) return redacted;
    const report = { kind, random_id: this.#random_id, payload: { ...redacted } } as OutgoingReport;
    return askBeforeSend(beforeSend, report, this.#scope.cancellation).then((given) =>
      given === undefined ? 'dropped' : check({ ...given, ...idsOf(payload) }),
    );
  }

  #write<T extends CreateResult | UpdateResult>(report: PendingReport, send: (call: Call) => Promise<T>): Promise<T> {
    const { backend } = this.#options;
    return retry<T>(
      (attempt) => this.#writeOnce(attempt, send),
      this.#plan<T>(report.kind, {
        ready: backend.ready && (() => inPart(BACKEND, async () => backend.ready?.(report, this.#wait))),
        mayRepeat: ({ fate }) => fate !== 'unknown' || backend.repeatable[report.kind],
      }),
    );
  }

  /** Sends a write and keeps account of its fate, also after its time is up: until the backend has settled. */
  async #writeOnce<T extends CreateResult | UpdateResult>(
    attempt: Cancellation,
    send: (call: Call) => Promise<T>,
  ): Promise<T> {
    const { fates } = this.#scope;
    const hadBegun = this.#haveBegun;
    this.#haveBegun = true;
    fates.begin();
    const call = callOf(attempt, Math.min(this.#options.timeoutMs, this.#scope.remainingMs));
    try {
      const result = await send(call);
      fates.end(this.#fateOf(result));
      return result;
    } catch (thrown) {
      const error = toTelemetryError(thrown, undefined, BACKEND);
      // The backend refused it before sending, which does not count as a request.
      const isOwnRefusal = error.fate === 'not-sent' && error.code !== 'unreachable' && !attempt.aborted;
      if (isOwnRefusal) this.#haveBegun = hadBegun;
      // A write that the last caller left may still arrive.
      fates.end(attempt.aborted ? 'unknown' : error.fate);
      throw error;
    }
  }

  #fateOf(result: CreateResult | UpdateResult): WriteFate | 'done' {
    if (result.result !== 'missing') return 'done';
    return result.inDoubt === true || this.canLookAgain ? 'unknown' : 'refused';
  }

  /** The limits for `ready`. */
  get #wait(): Call {
    return callOf(this.#scope.cancellation, this.#scope.remainingMs);
  }

  /** The plan of a request: the limits of the delivery, when to repeat it, and what to tell of it. */
  #plan<T>(operation: Operation, when: Repetition<T>): RetryPlan<T> {
    const { timeoutMs, onEvent } = this.#options;
    const scope = this.#scope;
    const { attempts } = this.#rule;
    const remainingMs = (): number => scope.remainingMs;
    const plan = { attempts, timeoutMs, signal: scope.cancellation, remainingMs, ...when };
    return onEvent === undefined ? plan : { ...plan, ...this.#telling(operation, onEvent) };
  }

  #telling(operation: Operation, onEvent: OnEvent): Pick<RetryPlan<never>, 'onAttempt' | 'onRetry'> {
    const url = guarded(() => this.#options.backend.url);
    const server = typeof url === 'string' ? { url } : {};
    const random_id = this.#random_id;
    return {
      onAttempt: (report) => emit(onEvent, { type: 'attempt', random_id, operation, ...server, ...report }),
      onRetry: (report) => emit(onEvent, { type: 'retry', random_id, operation, ...report }),
    };
  }
}

type Repetition<T> = Pick<RetryPlan<T>, 'ready' | 'mayRepeat' | 'isWorthAskingAgain'>;

const BACKEND = 'the backend';

/** A payload as it is sent; a promise only if a hook is asked. */
export type Prepared<Payload> = Payload | 'dropped' | Promise<Payload | 'dropped'>;

/** The limits for a backend. The signal is made only if the backend reads it. */
function callOf(cancellation: Cancellation, remainingMs: number): Call {
  return withLazySignal(cancellation, { remainingMs });
}

/** The ids, which a hook cannot change. */
function idsOf({ random_id, execution_id }: KnownRecord): object {
  return { ...(random_id && { random_id }), ...(execution_id && { execution_id }) };
}

/** A refusal without a reason: most internal problems of PocketBase, and a lost race for an id. */
function isAmbiguous({ code, fate }: TelemetryError): boolean {
  return code === 'rejected' && fate === 'unknown';
}
