import { ClickHouseError } from '@clickhouse/client-web';
import { guarded, TelemetryError } from '../../errors.js';

const UNKNOWN_TABLE = '60';
const UNKNOWN_DATABASE = '81';

/** Whether the server says that this is not there yet. */
export function isMissing(thrown: unknown, what: 'table' | 'database'): boolean {
  return codeOf(thrown) === (what === 'table' ? UNKNOWN_TABLE : UNKNOWN_DATABASE);
}

/** Whether the server answered, if only to refuse. */
export function isAnswer(thrown: unknown): boolean {
  return codeOf(thrown) !== undefined;
}

/** What failed, in the server's words for it. Its message has parts of the statement, and so may have the report. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof TelemetryError) return thrown.message;
  const code = codeOf(thrown);
  if (code !== undefined) return `the server answered with exception ${code} (${(thrown as ClickHouseError).type})`;
  const cause = guarded(() => (thrown as { cause?: { code?: unknown } }).cause?.code);
  return `the server did not answer${typeof cause === 'string' && /^\w{1,40}$/.test(cause) ? ` (${cause})` : ''}`;
}

/** Converts what a read threw. */
export function toReadError(thrown: unknown): TelemetryError {
  if (thrown instanceof TelemetryError) return thrown;
  return new TelemetryError('unreachable', `clickhouse: cannot read: ${messageOf(thrown)}`, {
    cause: thrown,
    fate: 'not-sent',
  });
}

/** Says that a report was not stored in time. */
export function unavailable(reason: string, fate: 'not-sent' | 'unknown', cause?: unknown): TelemetryError {
  return new TelemetryError('unavailable', `clickhouse: cannot store: ${reason}`, {
    fate,
    retryAfterMs: RETRY_AFTER_MS,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** When to try again after a refusal, in milliseconds. */
const RETRY_AFTER_MS = 1_000;

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof ClickHouseError && /^\d{1,5}$/.test(thrown.code) ? thrown.code : undefined;
}
