import type { CallOptions } from './deadline.js';
import type { ExitCodeInput } from './exit-codes/exit-code.js';
import type { GivenStatus } from './statuses.js';
import type { UpdateOutcome } from './outcomes.js';
import type { InstallationRecord } from './records/record.js';

/** The end of an installation, as a caller or a shell gives it. */
export interface InstallationUpdate {
  random_id: string;
  /**
   * `done`, `success` and `sucess` mean success; also `failed`, `aborted` and `unknown`. Any other word becomes
   * `unknown`, and `onEvent` gets `unclear-end`.
   * @defaultValue `'success'` if the exit code is 0 and there is no `error`, else `'failed'`
   */
  status?: GivenStatus | undefined;
  /**
   * A safe integer from 0, its digits as text, or the end of a child process; anything else counts as left out. For a
   * success it is always 0. A failure with exit code 0 stays a failure, and `onEvent` gets `unclear-end`.
   * @defaultValue `130` if the status is `aborted`, else `1`
   */
  exit_code?: ExitCodeInput;
  /** The error text, at most 12,288 characters; a success has none. @defaultValue the explanation of the exit code */
  error?: string | undefined;
  /** The server's id of the record, if known; saves a lookup. @defaultValue the one from `create` */
  record_id?: string | undefined;
  /**
   * Values of the record, which override those of `create`. For a backend that sends the whole record in every report
   * (`ingest`): needed in another process than the one that called `create`, and for values known only at the end, such
   * as `install_duration`. Not sent to PocketBase. @defaultValue the values of this client's `create`
   */
  record?: Partial<InstallationRecord> | undefined;
}

/** Options of `create` and `track`. */
export interface CreateOptions extends CallOptions {
  /**
   * Starts another attempt of an installation that was reported before: the same random_id, a new `execution_id` and an
   * end of its own. Every call with it starts one, so repeat a failed create without it. `update` ends the current
   * attempt, `track` the one it started. With PocketBase, which has one record per random_id, the outcome is
   * `unsupported`. @defaultValue `false`
   */
  newAttempt?: boolean | undefined;
}

/** The installation that `track` passes to the work. */
export interface Installation {
  /** Empty if the record's `random_id` is; nothing is reported then. */
  readonly random_id: string;
  /** The caller's signal, or one that never aborts. */
  readonly signal: AbortSignal;
  /** Reports the end before the work is over; the end reported first is kept. Never rejects. */
  readonly update: (end: Omit<InstallationUpdate, 'random_id'>, call?: CallOptions) => Promise<UpdateOutcome>;
}
