import type { CreateOutcome, UpdateOutcome } from '../../src/index.js';
import type { GivenEnd, GivenRecord } from './reported.js';

/** A reporting call as it begins. */
export interface GivenCall {
  readonly operation: 'create' | 'update';
  readonly process: string;
  readonly client: string;
  readonly random_id: string;
  readonly isOneTry: boolean;
  readonly attempts: number;
  readonly deadlineMs: number;
  /** What it reports, as it is given. */
  readonly end?: GivenEnd;
  readonly record?: GivenRecord;
  /** What an update says of the record. */
  readonly known?: GivenRecord;
  /** The attempt it names. */
  readonly execution_id?: string;
  /** Whether it begins another attempt of the installation. */
  readonly newAttempt?: boolean;
  /** What the hook of its client does. */
  readonly hook: string;
  /** Its signal had fired before it began, so that it reports nothing. */
  readonly isDeadOnArrival: boolean;
  /** Nothing goes wrong any more, so that it may not fail. */
  readonly isHealed: boolean;
}

/** A reporting call under way. */
export interface Call extends GivenCall {
  readonly label: string;
  /** What the promise of one end is made for: the installation, or one attempt of it. */
  readonly key: string;
  readonly beganAt: number;
  /** How many requests had left before. */
  readonly sentBefore: number;
  /** When the first of the calls began that overlap up to this one, and may share its delivery. */
  readonly since: { readonly at: number; readonly sentBefore: number };
}

export interface EndedCall {
  readonly call: Call;
  readonly outcome: CreateOutcome | UpdateOutcome;
  /** How many requests had left when it ended. */
  readonly sentBefore: number;
  /** Calls of the same kind that were still under way, and may go on with its delivery. */
  readonly left: readonly Call[];
}
