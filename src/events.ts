import { guarded, type TelemetryError } from './errors.js';
import type { CreateOutcome, UpdateOutcome } from './outcomes.js';
import type { CompleteRecord, RecordPatch, UpdatePayload } from './records/record.js';
import type { ShownEnd, UnclearReason } from './records/unclear-end.js';
import type { InstallationEnd } from './update-guard.js';

/** What a request is for. A late create is a `create`. */
export type Operation = 'create' | 'update' | 'find';

/** What a client tells `onEvent`. Durations are in milliseconds. */
export type TelemetryEvent = { readonly random_id: string } & (
  | {
      readonly type: 'attempt';
      readonly operation: Operation;
      /** Counted from 1. */
      readonly attempt: number;
      readonly durationMs: number;
      /** Absent where the attempt was answered as planned. */
      readonly error?: TelemetryError;
    }
  | {
      readonly type: 'retry';
      readonly operation: Operation;
      /** The attempt that follows the wait. */
      readonly attempt: number;
      readonly delayMs: number;
      /** Absent where a lookup found nothing and looks again. */
      readonly error?: TelemetryError;
    }
  | {
      /** What `update` was given does not say clearly how the installation ended. Told before it is delivered. */
      readonly type: 'unclear-end';
      readonly why: UnclearReason;
      readonly given: ShownEnd;
      /** The end it was taken for. */
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

/** Is told what a client does. What it throws harms nobody. */
export type OnEvent = (event: TelemetryEvent) => unknown;

/**
 * A payload about to leave. A late create is a complete record with its final status. An update is the end,
 * with what its caller said of the record; a backend whose server is told everything again adds what `create`
 * sent, as this hook left it then.
 */
export type OutgoingReport =
  | { readonly kind: 'create' | 'late-create'; readonly random_id: string; readonly payload: CompleteRecord }
  | { readonly kind: 'update'; readonly random_id: string; readonly payload: UpdatePayload };

/**
 * Sees every payload before it leaves, redacted, and returns the one to send, or `null` to send nothing.
 * It gets a copy, and what it returns is not redacted again. What it throws, and what it returns that is no object, drops the report:
 * in doubt nothing is sent. It cannot change `random_id` and `execution_id`.
 */
export type BeforeSend = (
  report: OutgoingReport,
) => CompleteRecord | RecordPatch | null | undefined | Promise<CompleteRecord | RecordPatch | null | undefined>;

/** Tells the listener; what it throws, now or later, harms nobody. */
export function emit(onEvent: OnEvent | undefined, event: TelemetryEvent): void {
  void guarded(() => Promise.resolve(onEvent?.(event)).catch(() => undefined));
}
