import type { TelemetryError, WriteFate } from '../errors.js';
import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import type { EndedRecord, KnownRecord, CompleteRecord, UpdatePayload } from '../records/record.js';
import type { ClosedBy, InstallationEnd } from '../update-guard.js';
import { SharedDelivery } from './shared-delivery.js';

/**
 * What this client knows of an installation's record.
 *
 * - `unreported`: it knows of no record.
 * - `held`: it holds the record, because its create has not been confirmed. `update` creates it.
 * - `stored`: the server has it.
 * - `dropped`: `beforeSend` dropped its create, so its update is dropped too.
 */
export type RecordState = 'unreported' | 'held' | 'stored' | 'dropped';

/** The end that was delivered, and the result of its delivery. */
export type DeliveredEnd = {
  readonly end: InstallationEnd;
  /** Resolves once the guard's claim is closed or released; never rejects. */
  readonly guardSettled?: Promise<void> | undefined;
} & (
  | {
      readonly outcome: UpdateOutcome;
      /** Whether a caller has received the outcome. Others get `already-updated`, so that counts of ends are right. */
      isTold?: true;
    }
  | {
      readonly error: TelemetryError;
      /** What the call that started the delivery gave of the record. */
      readonly record: KnownRecord;
    }
);

/** What is remembered of a finished installation. */
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

/** What a client knows of one installation, or of one of its attempts. */
export class InstallationState {
  /** The current create, and the fate of earlier ones. */
  readonly creating: SharedDelivery<CreateOutcome>;
  /** The current update, and the fate of earlier ones. */
  readonly updating: SharedDelivery<DeliveredEnd>;
  #state: RecordState;
  #record_id: string | undefined;
  #record: CompleteRecord | undefined;
  /** The end that `beforeSend` returned. Every retry sends the same values, until the guard closes. */
  preparedEnd: UpdatePayload | undefined;
  /** The late create that `beforeSend` returned; retried unchanged too. */
  preparedRecord: EndedRecord | undefined;

  /**
   * @param settled - What is remembered of the installation.
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

  /** The server's id of a stored record, if the server sent one. */
  get record_id(): string | undefined {
    return this.#record_id;
  }

  /** The record, while the installation is `held`. */
  get heldRecord(): CompleteRecord | undefined {
    return this.#record;
  }

  /** Whether the record is on the server, held, or being created. */
  get isReported(): boolean {
    return this.#state === 'held' || this.#state === 'stored' || this.creating.isUnderWay;
  }

  /** A create starts, or failed before it could start. */
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

  /** A create starts that is not held, or that was dropped before. */
  markUnreported(): void {
    this.#state = 'unreported';
  }

  /** The guard is closed: nothing is left to deliver, or the server has no record yet. */
  guardClosed(by: ClosedBy): void {
    if (by !== 'not-found' && this.#state === 'held') this.#state = 'unreported';
    if (this.#state !== 'held') this.#record = undefined;
    this.preparedEnd = undefined;
    this.preparedRecord = undefined;
  }

  /** Whether no report is running and none must be retried unchanged. */
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
