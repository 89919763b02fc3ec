import type { KnownRecord } from '../records/record.js';
import type { GuardStore, InstallationEnd } from '../update-guard.js';
import type { DeliveryRule } from './delivery-rule.js';
import type { InstallationState } from './installation-state.js';
import type { Requests } from './requests.js';
import type { DeliveryScope } from './shared-delivery.js';

/** What an update goes by. */
export interface UpdateTask {
  readonly random_id: string;
  /** What the installation is remembered and guarded by. */
  readonly key: string;
  /** The end to deliver: the caller's, then the one that was reported first. */
  readonly end: InstallationEnd;
  /** What the caller said of the record. */
  readonly record: KnownRecord;
  /** Known to the caller. */
  readonly record_id: string | undefined;
  readonly installation: InstallationState;
  readonly guards: GuardStore;
  readonly rule: DeliveryRule;
  readonly requests: Requests;
  readonly scope: DeliveryScope;
}

/** Where an end is to go. */
export type EndTarget =
  /** This record. Without an id, the one of this random_id, on a server that is told everything again. */
  | { readonly is: 'stored'; readonly record_id: string | undefined }
  /** The record that this client holds, because its create failed. */
  | { readonly is: 'held' }
  | { readonly is: 'nowhere'; readonly reason: 'dropped' | 'not-found' };
