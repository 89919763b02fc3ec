import { describe, expectTypeOf, it } from 'vitest';
import type { Backend as BackendOfItsEntry } from '../../src/backends/index.js';
import type {
  AcceptedBy,
  Backend,
  ClosedBy,
  CreateOutcome,
  CreateResult,
  Operation,
  OutgoingReport,
  PendingReport,
  SkipReason,
  TelemetryClient,
  TelemetryError,
  TelemetryErrorCode,
  TelemetryEvent,
  UpdateOutcome,
  UpdateResult,
  WriteFate,
} from '../../src/index.js';
import { isTelemetryError } from '../../src/index.js';

declare const created: CreateOutcome;
declare const updated: UpdateOutcome;
declare const error: TelemetryError;
declare const thrown: unknown;
declare const event: TelemetryEvent;

/** The fields an editor offers once `outcome` is known. */
type FieldsOf<Outcome extends { outcome: string }, Name extends Outcome['outcome']> = keyof Extract<
  Outcome,
  { outcome: Name }
>;

describe('the outcome of create', () => {
  it('is what create resolves with', () => {
    expectTypeOf<TelemetryClient['create']>().returns.toEqualTypeOf<Promise<CreateOutcome>>();
  });

  it('is one of five', () => {
    expectTypeOf(created.outcome).toEqualTypeOf<'created' | 'existing' | 'accepted' | 'skipped' | 'failed'>();
  });

  it('has a random_id for every outcome', () => {
    expectTypeOf(created.random_id).toEqualTypeOf<string>();
  });

  it('narrows to the fields of its own kind', () => {
    expectTypeOf<FieldsOf<CreateOutcome, 'created'>>().toEqualTypeOf<'random_id' | 'outcome' | 'record_id'>();
    expectTypeOf<FieldsOf<CreateOutcome, 'existing'>>().toEqualTypeOf<'random_id' | 'outcome' | 'record_id'>();
    expectTypeOf<FieldsOf<CreateOutcome, 'accepted'>>().toEqualTypeOf<'random_id' | 'outcome' | 'by'>();
    expectTypeOf<FieldsOf<CreateOutcome, 'skipped'>>().toEqualTypeOf<'random_id' | 'outcome' | 'reason'>();
    expectTypeOf<FieldsOf<CreateOutcome, 'failed'>>().toEqualTypeOf<'random_id' | 'outcome' | 'error'>();
  });

  it('hides the fields of one kind until outcome is asked', () => {
    // @ts-expect-error only a skipped report has a reason
    void created.reason;
    // @ts-expect-error only a failed report has an error
    void created.error;
    // @ts-expect-error only an accepted report says by whom
    void created.by;
    // @ts-expect-error only a stored record has an id
    void created.record_id;
  });

  it('leaves nothing over after a switch of all kinds', () => {
    switch (created.outcome) {
      case 'created':
      case 'existing':
        expectTypeOf(created.record_id).toEqualTypeOf<string | undefined>();
        break;
      case 'accepted':
        expectTypeOf(created.by).toEqualTypeOf<AcceptedBy>();
        break;
      case 'skipped':
        expectTypeOf(created.reason).toEqualTypeOf<SkipReason>();
        break;
      case 'failed':
        expectTypeOf(created.error).toEqualTypeOf<TelemetryError>();
        break;
      default:
        expectTypeOf(created).toBeNever();
    }
  });

  it('is compared with its own kinds only', () => {
    // @ts-expect-error updated is a kind of update
    void (created.outcome === 'updated');
    // @ts-expect-error it is called created
    void (created.outcome === 'create');
  });

  it('is never late', () => {
    if (created.outcome !== 'created') return;
    // @ts-expect-error only an update can be late
    void created.late;
  });
});

describe('the outcome of update', () => {
  it('is what update resolves with', () => {
    expectTypeOf<TelemetryClient['update']>().returns.toEqualTypeOf<Promise<UpdateOutcome>>();
  });

  it('is one of four', () => {
    expectTypeOf(updated.outcome).toEqualTypeOf<'updated' | 'accepted' | 'skipped' | 'failed'>();
  });

  it('has a random_id for every outcome', () => {
    expectTypeOf(updated.random_id).toEqualTypeOf<string>();
  });

  it('narrows to the fields of its own kind', () => {
    expectTypeOf<FieldsOf<UpdateOutcome, 'updated'>>().toEqualTypeOf<
      'random_id' | 'outcome' | 'record_id' | 'late' | 'status' | 'exit_code'
    >();
    expectTypeOf<FieldsOf<UpdateOutcome, 'accepted'>>().toEqualTypeOf<'random_id' | 'outcome' | 'by'>();
    expectTypeOf<FieldsOf<UpdateOutcome, 'skipped'>>().toEqualTypeOf<'random_id' | 'outcome' | 'reason'>();
    expectTypeOf<FieldsOf<UpdateOutcome, 'failed'>>().toEqualTypeOf<'random_id' | 'outcome' | 'error'>();
  });

  it('hides the fields of one kind until outcome is asked', () => {
    // @ts-expect-error only a skipped report has a reason
    void updated.reason;
    // @ts-expect-error only a failed report has an error
    void updated.error;
    // @ts-expect-error only an accepted report says by whom
    void updated.by;
    // @ts-expect-error only an updated record can be late
    void updated.late;
  });

  it('leaves nothing over after a switch of all kinds', () => {
    switch (updated.outcome) {
      case 'updated':
        expectTypeOf(updated.record_id).toEqualTypeOf<string | undefined>();
        expectTypeOf(updated.late).toEqualTypeOf<true | undefined>();
        break;
      case 'accepted':
        expectTypeOf(updated.by).toEqualTypeOf<AcceptedBy>();
        break;
      case 'skipped':
        expectTypeOf(updated.reason).toEqualTypeOf<SkipReason | 'already-updated' | 'not-found'>();
        break;
      case 'failed':
        expectTypeOf(updated.error).toEqualTypeOf<TelemetryError>();
        break;
      default:
        expectTypeOf(updated).toBeNever();
    }
  });

  it('keeps over the kind nobody asked for', () => {
    if (updated.outcome === 'updated' || updated.outcome === 'accepted' || updated.outcome === 'failed') return;
    expectTypeOf(updated.outcome).toEqualTypeOf<'skipped'>();
  });
});

describe('the words of an outcome', () => {
  it('are closed lists', () => {
    expectTypeOf<AcceptedBy>().toEqualTypeOf<'service' | 'outbox'>();
    expectTypeOf<SkipReason>().toEqualTypeOf<'no-consent' | 'no-random-id' | 'dropped' | 'unsupported'>();
    expectTypeOf<WriteFate>().toEqualTypeOf<'not-sent' | 'refused' | 'unknown'>();
    expectTypeOf<ClosedBy>().toEqualTypeOf<'updated' | 'not-found' | 'dropped' | 'attempted'>();
  });

  it('of an updated record are its final status and its exit code', () => {
    type Updated = Extract<UpdateOutcome, { outcome: 'updated' }>;
    expectTypeOf<Updated['status']>().toEqualTypeOf<'success' | 'failed' | 'aborted' | 'unknown'>();
    expectTypeOf<Updated['exit_code']>().toEqualTypeOf<number>();
  });
});

describe('an event', () => {
  it('is of one of four types, and a request of one of three operations', () => {
    expectTypeOf<TelemetryEvent['type']>().toEqualTypeOf<'attempt' | 'retry' | 'unclear-end' | 'outcome'>();
    expectTypeOf<Operation>().toEqualTypeOf<'create' | 'update' | 'find'>();
    expectTypeOf<OutgoingReport['kind']>().toEqualTypeOf<'create' | 'late-create' | 'update'>();
    // @ts-expect-error it is called outcome
    void (event.type === 'done');
  });
});

describe('the results of a backend', () => {
  it('are closed lists', () => {
    expectTypeOf<CreateResult['result']>().toEqualTypeOf<'created' | 'existing' | 'accepted'>();
    expectTypeOf<UpdateResult['result']>().toEqualTypeOf<'updated' | 'already-final' | 'missing' | 'accepted'>();
    expectTypeOf<PendingReport['kind']>().toEqualTypeOf<'create' | 'update'>();
  });

  it('are the same from both entries', () => {
    expectTypeOf<Backend>().toEqualTypeOf<BackendOfItsEntry>();
  });
});

describe('a TelemetryError', () => {
  it('has a code from a closed list', () => {
    expectTypeOf(error.code).toEqualTypeOf<TelemetryErrorCode>();
    expectTypeOf<TelemetryErrorCode>().toEqualTypeOf<
      | 'invalid-options'
      | 'invalid-record'
      | 'invalid-query'
      | 'unreachable'
      | 'timed-out'
      | 'unavailable'
      | 'rejected'
      | 'unexpected-answer'
      | 'aborted'
      | 'internal'
      | 'unsupported'
    >();
    // @ts-expect-error it is called timed-out
    void (error.code === 'timeout');
  });

  it('tells what is known of the write, and the status where one came', () => {
    expectTypeOf(error.fate).toEqualTypeOf<WriteFate>();
    expectTypeOf(error.status).toEqualTypeOf<number | undefined>();
    expectTypeOf(error.fields).toEqualTypeOf<Readonly<Record<string, string>> | undefined>();
    expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | undefined>();
  });

  it('cannot be given another code', () => {
    // @ts-expect-error code is read only
    error.code = 'internal';
  });

  it('is told from anything thrown by its guard', () => {
    if (isTelemetryError(thrown)) expectTypeOf(thrown).toEqualTypeOf<TelemetryError>();
    else expectTypeOf(thrown).toBeUnknown();
  });
});
