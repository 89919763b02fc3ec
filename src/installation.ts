import type { CallOptions } from './deadline.js';
import type { ExitCodeInput } from './exit-codes/exit-code.js';
import type { GivenStatus } from './statuses.js';
import type { UpdateOutcome } from './outcomes.js';
import type { InstallationRecord } from './records/record.js';

/** How an installation ended, as a caller or a shell says it. */
export interface InstallationUpdate {
  random_id: string;
  /**
   * `done`, `success`, `sucess`: success; `failed`; `aborted`; `unknown`. Of any other word, which only an unchecked call
   * can give, `unknown` is made, and `onEvent` gets `unclear-end`.
   * @defaultValue `'success'` where the exit code is 0 and there is no `error`, else `'failed'`
   */
  status?: GivenStatus | undefined;
  /**
   * Any safe integer from 0, or its digits as text; anything else counts as left out; a success is always 0. A failure
   * with 0 stays one, and `onEvent` gets `unclear-end`.
   * @defaultValue `130` where the status is `aborted`, else `1`
   */
  exit_code?: ExitCodeInput;
  /** What went wrong, in one's own words, of which at most 12,288 characters are kept; a success has none. @defaultValue the exit code's explanation */
  error?: string | undefined;
  /** The server's id of the record, where it is known; saves the lookup. @defaultValue the one `create` was told */
  record_id?: string | undefined;
  /**
   * What is known of the record, over what `create` sent: for a server that is told everything again
   * (`ingest`), by a process that did not create, or with what only the end knows, such as
   * `install_duration`. PocketBase is sent nothing of it. @defaultValue what this client's `create` sent
   */
  record?: Partial<InstallationRecord> | undefined;
}

/** What `create` and `track` take beside their data. */
export interface CreateOptions extends CallOptions {
  /**
   * Begins another attempt of an installation that was reported before: the same random_id, a new
   * `execution_id`, and an end of its own. Each call with it begins one, so that a create that failed is
   * repeated without it. `update` ends the present attempt, and `track` the one it began. `unsupported` by
   * PocketBase, which has one record per random_id. @defaultValue `false`
   */
  newAttempt?: boolean | undefined;
}

/** What `track` hands to the work. */
export interface Installation {
  /** Empty where the record's own was, so that nothing is reported. */
  readonly random_id: string;
  /** The caller's signal, or one that never fires. */
  readonly signal: AbortSignal;
  /** Reports the end before the work is over; the end reported first stands. Never rejects. */
  readonly update: (end: Omit<InstallationUpdate, 'random_id'>, call?: CallOptions) => Promise<UpdateOutcome>;
}
