import type { TelemetryError } from '../errors.js';
import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import { RecentMap, REMEMBERED_INSTALLATIONS } from '../recent-map.js';
import type { KnownRecord, NewRecord, UpdatePayload } from '../records/record.js';
import type { ClosedBy, InstallationEnd } from '../update-guard.js';
import { Deliveries } from './shared-delivery.js';

/** What became of an end, and which one it was. */
export type DeliveredEnd = {
  readonly end: InstallationEnd;
  /** Settles once the guard store has taken the claim back; never rejects. */
  readonly handedBack?: Promise<void>;
} & (
  | { readonly outcome: UpdateOutcome }
  | {
      readonly error: TelemetryError;
      /** What the call that began the delivery said of the record. */
      readonly record: KnownRecord;
    }
);

/** What one client knows of its installations, by the key of their present attempt. */
export class InstallationMemory {
  /** Creates on their way. */
  readonly creating: Deliveries<CreateOutcome> = new Deliveries<CreateOutcome>();
  /** Updates on their way. */
  readonly updating: Deliveries<DeliveredEnd> = new Deliveries<DeliveredEnd>();
  /** Records whose create is not known to have worked: the update makes it good. Never forgotten. */
  readonly unconfirmed: Map<string, NewRecord> = new Map<string, NewRecord>();
  /** Payloads as `beforeSend` gave them: a repetition carries the same values. Until the guard closes. */
  readonly prepared: Map<string, UpdatePayload> = new Map<string, UpdatePayload>();
  /** Late creates as `beforeSend` gave them, likewise. */
  readonly late: Map<string, NewRecord> = new Map<string, NewRecord>();
  /** Installations the server has, with the server's id where it said one. */
  readonly confirmed: RecentMap<string | undefined> = new RecentMap<string | undefined>(REMEMBERED_INSTALLATIONS);
  /** Installations whose create `beforeSend` dropped. */
  readonly dropped: RecentMap<true> = new RecentMap<true>(REMEMBERED_INSTALLATIONS);

  /** Whether the server has this installation, or this client what the server is to have. */
  has(key: string): boolean {
    return this.confirmed.has(key) || this.unconfirmed.has(key) || this.creating.get(key) !== undefined;
  }

  /** The server has this installation. */
  confirm(key: string, record_id: string | undefined): void {
    this.unconfirmed.delete(key);
    this.confirmed.set(key, record_id);
  }

  /** The guard is closed: nothing is to be delivered any more, or, where there was no record, nothing yet. */
  closed(key: string, by: ClosedBy): void {
    if (by !== 'not-found') this.unconfirmed.delete(key);
    this.prepared.delete(key);
    this.late.delete(key);
  }
}
