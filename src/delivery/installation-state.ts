import type { TelemetryError, WriteFate } from '../errors.js';
import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import type { EndedRecord, KnownRecord, CompleteRecord, UpdatePayload } from '../records/record.js';
import type { ClosedBy, InstallationEnd } from '../update-guard.js';
import { SharedDelivery } from './shared-delivery.js';

/**
 * Where the record of an installation stands.
 *
 * - `unreported`: this client knows of no record.
 * - `held`: this client holds the record, whose create is not known to have worked. The update creates it.
 * - `stored`: the server has it.
 * - `dropped`: `beforeSend` dropped its create, so that its update is dropped too.
 */
export type RecordState = 'unreported' | 'held' | 'stored' | 'dropped';

/** How the delivery of an end went, and which end it was. */
export type DeliveredEnd = {
  readonly end: InstallationEnd;
  /** Resolves once the guard store has taken the claim back; never rejects. */
  readonly guardSettled?: Promise<void>;
} & (
  | {
      readonly outcome: UpdateOutcome;
      /** Whether a caller was told of it: the others learn `already-updated`, so that counts add up. */
      isTold?: true;
    }
  | {
      readonly error: TelemetryError;
      /** What the call that began the delivery said of the record. */
      readonly record: KnownRecord;
    }
);

/** What is remembered of an installation once nothing is left to do for it. */
export interface SettledInstallation {
  readonly state: RecordState;
  readonly record_id: string | undefined;
  readonly createFate: WriteFate;
  readonly updateFate: WriteFate;
}

const NOTHING_KNOWN: SettledInstallation = {
  state: 'unreported',
  record_id: undefined,
  createFate: 'not-sent',
  updateFate: 'not-sent',
};

/** What one client knows of one installation, or of one attempt of it. */
export class InstallationState {
  /** The create under way, and what is known of those before. */
  readonly creating: SharedDelivery<CreateOutcome>;
  /** The update under way, and what is known of those before. */
  readonly updating: SharedDelivery<DeliveredEnd>;
  #state: RecordState;
  #record_id: string | undefined;
  #record: CompleteRecord | undefined;
  /** The end as `beforeSend` gave it: each repetition carries the same values. Until the guard closes. */
  preparedEnd: UpdatePayload | undefined;
  /** The late create as `beforeSend` gave it, likewise. */
  preparedRecord: EndedRecord | undefined;

  /**
   * @param settled - What is remembered of it.
   * @param onIdle - Called when a delivery has ended.
   */
  constructor(settled: SettledInstallation = NOTHING_KNOWN, onIdle: () => void = () => undefined) {
    this.#state = settled.state;
    this.#record_id = settled.record_id;
    this.creating = new SharedDelivery(settled.createFate, onIdle);
    this.updating = new SharedDelivery(settled.updateFate, onIdle);
  }

  get state(): RecordState {
    return this.#state;
  }

  /** The server's id of a stored record, where the server said one. */
  get record_id(): string | undefined {
    return this.#record_id;
  }

  /** The record of an installation that is held. */
  get heldRecord(): CompleteRecord | undefined {
    return this.#record;
  }

  /** Whether the server has this installation, or this client what the server is to have. */
  get isReported(): boolean {
    return this.#state === 'held' || this.#state === 'stored' || this.creating.isUnderWay;
  }

  /** The create of this record begins, or could not even begin. */
  markHeld(record: CompleteRecord): void {
    this.#state = 'held';
    this.#record = record;
  }

  /** The server has the record. */
  markStored(record_id: string | undefined): void {
    this.#state = 'stored';
    this.#record_id = record_id;
    this.#record = undefined;
  }

  /** `beforeSend` dropped the create. */
  markDropped(): void {
    this.#state = 'dropped';
    this.#record = undefined;
  }

  /** A create begins that this client does not hold, or that was dropped before. */
  markUnreported(): void {
    this.#state = 'unreported';
  }

  /** The guard is closed: nothing is to be delivered any more or, where there was no record, nothing yet. */
  guardClosed(by: ClosedBy): void {
    if (by !== 'not-found' && this.#state === 'held') this.#state = 'unreported';
    if (this.#state !== 'held') this.#record = undefined;
    this.preparedEnd = undefined;
    this.preparedRecord = undefined;
  }

  /** Whether no report is under way, and none has to be repeated as it left. */
  get isIdle(): boolean {
    const isBusy = this.creating.isUnderWay || this.updating.isUnderWay;
    return !isBusy && this.#state !== 'held' && this.preparedEnd === undefined;
  }

  /** What to remember of an idle installation. */
  get settled(): SettledInstallation {
    return {
      state: this.#state,
      record_id: this.#record_id,
      createFate: this.creating.fate,
      updateFate: this.updating.fate,
    };
  }
}
