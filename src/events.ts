import { guarded, type TelemetryError } from './errors.js';
import type { CreateOutcome, UpdateOutcome } from './outcomes.js';
import type { CompleteRecord, RecordPatch, UpdatePayload } from './records/record.js';
import type { ShownEnd, UnclearReason } from './records/unclear-end.js';
import type { InstallationEnd } from './update-guard.js';

/** The kind of a request. A late create is a `create`. */
export type Operation = 'create' | 'update' | 'find';

/** An event for `onEvent`. Durations are in milliseconds. */
export type TelemetryEvent = { readonly random_id: string } & (
  | {
      readonly type: 'attempt';
      readonly operation: Operation;
      /** Counted from 1. */
      readonly attempt: number;
      /** The server, if its backend names it. */
      readonly url?: string;
      readonly durationMs: number;
      /** Absent if the answer was as expected. */
      readonly error?: TelemetryError;
    }
  | {
      readonly type: 'retry';
      readonly operation: Operation;
      /** The attempt that follows the wait. */
      readonly attempt: number;
      readonly delayMs: number;
      /** Absent if a lookup found nothing and is repeated. */
      readonly error?: TelemetryError;
    }
  | {
      /** The arguments of `update` do not say clearly how the installation ended. Comes before the delivery. */
      readonly type: 'unclear-end';
      readonly why: UnclearReason;
      readonly given: ShownEnd;
      /** The end that is delivered. */
      readonly takenAs: Pick<InstallationEnd, 'status' | 'exit_code'>;
    }
  | {
      readonly type: 'outcome';
      readonly operation: 'create';
      readonly outcome: CreateOutcome;
      readonly durationMs: number;
    }
  | {
      readonly type: 'outcome';
      readonly operation: 'update';
      readonly outcome: UpdateOutcome;
      readonly durationMs: number;
    }
);

/** Receives a client's events. Its errors are ignored. */
export type OnEvent = (event: TelemetryEvent) => unknown;

/**
 * A payload before it is sent. A late create is a complete record with its final status. An update is the end, and what
 * its caller gave of the record; for a server that needs the whole record in every report, the backend later adds what
 * `create` sent.
 */
export type OutgoingReport =
  | { readonly kind: 'create' | 'late-create'; readonly random_id: string; readonly payload: CompleteRecord }
  | { readonly kind: 'update'; readonly random_id: string; readonly payload: UpdatePayload };

/**
 * Receives a copy of every payload before it is sent, already redacted, and returns the payload to send, or `null` to
 * drop it. The result is not redacted again. A hook that throws, or returns anything else than an object, drops the
 * report. It cannot change `random_id` and `execution_id`.
 */
export type BeforeSend = (
  report: OutgoingReport,
) => CompleteRecord | RecordPatch | null | undefined | Promise<CompleteRecord | RecordPatch | null | undefined>;

/** Calls the listener and ignores its errors, thrown or rejected. */
export function emit(onEvent: OnEvent | undefined, event: TelemetryEvent): void {
  if (onEvent === undefined) return;
  void guarded(() => Promise.resolve(onEvent(event)).catch(() => undefined));
}
