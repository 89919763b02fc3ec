import type { Deadline } from '../deadline.js';
import { unknownAmong } from '../did-you-mean.js';
import { guarded, type TelemetryError, withFate } from '../errors.js';
import { emit } from '../events.js';
import type { ResolvedOptions } from '../options.js';
import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import { checkKnownRecord, completeRecord } from '../records/check.js';
import { type GivenEnd, isSameEnd, toEnd } from '../records/end.js';
import { invalidField } from '../records/invalid-field.js';
import type { KnownRecord } from '../records/record.js';
import { isRandomId, RANDOM_ID_EXPECTED } from '../records/random-id.js';
import { isRecordId, RECORD_ID_EXPECTED } from '../records/record-id.js';
import { shownEnd, whyUnclear } from '../records/unclear-end.js';
import { type GuardStore, type InstallationEnd, MemoryGuardStore } from '../update-guard.js';
import { deliverCreate } from './create-delivery.js';
import { type DeliveryRule, deliveryRule } from './delivery-rule.js';
import type { DeliveredEnd } from './installation-state.js';
import { Installations } from './installations.js';
import { Requests } from './requests.js';
import type { DeliveryScope } from './shared-delivery.js';
import { deliverUpdate } from './update-delivery.js';
import { endOfWork, type WorkOutcome } from './work/work-end.js';

/** A record, unchecked. */
export interface GivenRecord {
  readonly random_id?: unknown;
  /** Set to the attempt's id once the attempt has started. */
  execution_id?: unknown;
}

/** An end and its installation, unchecked. */
export interface GivenUpdate extends GivenEnd {
  readonly random_id?: unknown;
  readonly record_id?: unknown;
  readonly record?: unknown;
}

/** What one call reports. */
export interface Report {
  readonly operation: 'create' | 'update';
  readonly given: GivenRecord & GivenUpdate;
  readonly random_id: string;
  /** Whether a create starts a new attempt. */
  readonly newAttempt?: boolean | undefined;
  /** The create whose attempt an update ends, if that may not be the current attempt. */
  readonly startedBy?: GivenRecord | undefined;
  /** The work whose end is reported, in place of `given`. */
  readonly work?: WorkOutcome | undefined;
}

/** An end whose fields are known and readable. */
type KnownUpdate = GivenUpdate & { readonly record_id?: string };

/**
 * Delivers reports. Loaded with the first consent, so that nothing is loaded without it.
 *
 * The way of an update from here to the wire:
 *
 * 1. `SharedDelivery.share` starts a delivery, or joins the caller to the one under way.
 * 2. `deliverUpdate` claims the guard, `findTarget` finds the record, `sendEnd` sends the end, the guard is closed.
 * 3. `Requests.update` redacts, asks `beforeSend` and repeats by `retry`.
 * 4. `Backend.update` makes the request; `exchange` sends it by the transport, follows redirects and reads the answer.
 */
export class Reporter {
  readonly #options: ResolvedOptions;
  readonly #rule: DeliveryRule;
  readonly #guards: GuardStore;
  readonly #installations = new Installations();

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#rule = deliveryRule(options);
    this.#guards = options.guards ?? new MemoryGuardStore();
  }

  /** Delivers one report, or joins the caller to the running delivery. Throws at once what is wrong with the report. */
  deliver(report: Report, caller: Deadline): Promise<CreateOutcome | UpdateOutcome> {
    const { operation, given, random_id, startedBy, work } = report;
    if (operation === 'create') return this.#create(report, caller);
    if (work === undefined) return this.#update(given, random_id, caller, startedBy);
    return caller.wait(endOfWork(work)).then((end) => this.#update(end, random_id, caller, startedBy));
  }

  /**
   * Delivers a record, or joins the caller to the running delivery. A new attempt is a separate delivery.
   *
   * The record gets the `execution_id` of its attempt, which tells its ends from those of other attempts.
   */
  #create({ given, random_id, newAttempt = false }: Report, caller: Deadline): Promise<CreateOutcome> {
    requireRandomId(random_id);
    const { attempts } = this.#options.backend;
    if (newAttempt && !attempts) return Promise.resolve({ random_id, outcome: 'skipped', reason: 'unsupported' });

    // Checked first: an invalid record starts no attempt.
    const record = completeRecord(given, random_id);
    const execution_id = attempts?.begin(random_id, given.execution_id, newAttempt);
    if (execution_id !== undefined) given.execution_id = record.execution_id = execution_id;
    const installation = this.#installations.open(execution_id ?? random_id);
    const rule = this.#rule;
    return installation.creating.share(
      (scope) => deliverCreate({ random_id, record, installation, rule, requests: this.#requests(scope, random_id) }),
      caller,
    );
  }

  /** Delivers an end, or joins the caller to the running delivery. */
  #update(
    given: GivenUpdate,
    random_id: string,
    caller: Deadline,
    startedBy: GivenRecord | undefined,
  ): Promise<UpdateOutcome> {
    requireRandomId(random_id);
    requireEnd(given);
    const end = toEnd(given, this.#options.catalogue);
    this.#tellIfUnclear(given, end, random_id);
    return this.#deliverEnd(given, end, random_id, caller, startedBy);
  }

  async #deliverEnd(
    given: KnownUpdate,
    end: InstallationEnd,
    random_id: string,
    caller: Deadline,
    startedBy: GivenRecord | undefined,
  ): Promise<UpdateOutcome> {
    const { record_id } = given;
    const { record: said = null } = given;
    const record: KnownRecord = said === null ? {} : checkKnownRecord(said, random_id);
    const { attempts } = this.#options.backend;
    const saysMore = Object.keys(record).length > 0;
    const key = attempts?.of(random_id, record.execution_id ?? startedBy?.execution_id) ?? random_id;
    if (attempts) record.execution_id = key;

    const installation = this.#installations.open(key);
    const task = { random_id, key, end, record, record_id, installation, guards: this.#guards, rule: this.#rule };
    const delivered = await installation.updating.share(
      (scope) => deliverUpdate({ ...task, requests: this.#requests(scope, random_id), scope }),
      caller,
    );

    // The outcome does not depend on how long the guard store takes.
    if (delivered.guardSettled) await caller.wait(delivered.guardSettled).catch(() => undefined);
    if (!('error' in delivered)) return outcomeFor(end, delivered);
    // By identity: only the call that began the delivery has this very object.
    const wasJoined = delivered.record !== record;
    const isIncomplete = delivered.error.code === 'invalid-record';
    // The call that was joined gave too little of the record; this one may give enough.
    if (wasJoined && isIncomplete && saysMore) {
      return this.#deliverEnd({ ...given, record }, end, random_id, caller, startedBy);
    }
    throw delivered.error;
  }

  /** Adds the fate of earlier deliveries to the error of a call that ended before its delivery or left it. */
  withKnownFate(error: TelemetryError, { operation, given, random_id, startedBy }: Report): TelemetryError {
    if (!isBeforeDelivery(error)) return error;
    const named = operation === 'create' ? given : guarded(() => given.record as GivenRecord);
    const { creating, updating } = this.#installations.peek(this.#keyOf(random_id, named, startedBy));
    return withFate(error, (operation === 'create' ? creating : updating).fate);
  }

  /** Keeps the record of a create that ended before its delivery, so that `update` creates it. */
  holdForUpdate(error: TelemetryError, { random_id, given, newAttempt }: Report): void {
    // A new attempt has not started, so an update ends the one before.
    if (newAttempt || !isRandomId(random_id) || !isBeforeDelivery(error) || !this.#rule.createsLate) return;
    const key = this.#keyOf(random_id, given);
    const { isReported, state } = this.#installations.peek(key);
    if (isReported || state === 'dropped') return;
    const record = guarded(() => completeRecord(given, random_id));
    if (record === undefined) return;
    this.#installations.open(key).markHeld(this.#options.backend.attempts ? { ...record, execution_id: key } : record);
  }

  #keyOf(random_id: string, named: GivenRecord | undefined, startedBy?: GivenRecord): string {
    const execution_id = guarded(() => named?.execution_id) ?? startedBy?.execution_id;
    return guarded(() => this.#options.backend.attempts?.of(random_id, execution_id)) ?? random_id;
  }

  #tellIfUnclear(given: GivenUpdate, end: InstallationEnd, random_id: string): void {
    const why = whyUnclear(given, end);
    if (why === undefined) return;
    const { onEvent, redact } = this.#options;
    const { status, exit_code } = end;
    const shown = shownEnd(given, redact === 'off' ? [] : redact);
    emit(onEvent, { type: 'unclear-end', random_id, why, given: shown, takenAs: { status, exit_code } });
  }

  #requests(scope: DeliveryScope, random_id: string): Requests {
    return new Requests(this.#options, this.#rule, scope, random_id);
  }
}

/**
 * The outcome for one caller: the first caller of this end gets the delivery's outcome, the others `already-updated`.
 */
function outcomeFor(end: InstallationEnd, delivered: Extract<DeliveredEnd, { outcome: UpdateOutcome }>): UpdateOutcome {
  const { outcome } = delivered;
  if (outcome.outcome !== 'updated' && outcome.outcome !== 'accepted') return outcome;
  if (delivered.isTold || !isSameEnd(end, delivered.end)) {
    return { random_id: outcome.random_id, outcome: 'skipped', reason: 'already-updated' };
  }
  delivered.isTold = true;
  return outcome;
}

/** Whether a call failed before its own delivery. An invalid report is not the one that was delivered before. */
function isBeforeDelivery({ fate, code }: TelemetryError): boolean {
  return fate === 'not-sent' && !code.startsWith('invalid-');
}

function requireRandomId(random_id: string): void {
  if (!isRandomId(random_id)) throw invalidField('random_id', RANDOM_ID_EXPECTED);
}

const END_FIELDS: readonly string[] = ['random_id', 'status', 'exit_code', 'error', 'record_id', 'record'];

/**
 * Refuses unknown fields, because a misspelt one would mean a wrong end that cannot be corrected after its delivery.
 */
function requireEnd(given: GivenUpdate): asserts given is KnownUpdate {
  const unknown = Object.keys(given).find((field) => !END_FIELDS.includes(field));
  if (unknown !== undefined) throw invalidField(unknown, unknownAmong('field', unknown, END_FIELDS));
  const { error, record_id } = given;
  if (error !== undefined && typeof error !== 'string') throw invalidField('error', 'expected text');
  if (record_id !== undefined && !isRecordId(record_id)) throw invalidField('record_id', RECORD_ID_EXPECTED);
}
