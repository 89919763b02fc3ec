import type { CompleteRecord, KnownRecord } from '../records/record.js';
import type { GuardStore, InstallationEnd } from '../update-guard.js';
import type { DeliveryRule } from './delivery-rule.js';
import type { InstallationState } from './installation-state.js';
import type { Requests } from './requests.js';
import type { DeliveryScope } from './shared-delivery.js';

/** Input of an update's delivery. */
export interface UpdateTask {
  readonly random_id: string;
  /** Key of the installation in memory and in the guard store. */
  readonly key: string;
  /** The end to deliver: the caller's, then the one that was reported first. */
  readonly end: InstallationEnd;
  /** What the caller gave of the record. */
  readonly record: KnownRecord;
  /** Given by the caller, if known. */
  readonly record_id: string | undefined;
  readonly installation: InstallationState;
  readonly guards: GuardStore;
  readonly rule: DeliveryRule;
  readonly requests: Requests;
  readonly scope: DeliveryScope;
}

/** Where an end is sent. */
export type EndTarget =
  /** To this record. Without an id, by random_id, on a server that gets the whole record in every report. */
  | { readonly is: 'stored'; readonly record_id: string | undefined }
  /** The record that this client holds, because its create failed. */
  | { readonly is: 'held'; readonly record: CompleteRecord }
  | { readonly is: 'nowhere'; readonly reason: 'dropped' | 'not-found' };
