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
  if (code !== undefined) return `the server answered with exception ${code} (${wordOf(thrown)})`;
  if (thrown instanceof SyntaxError) return 'the answer cannot be read';
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

/** The client's error for an answer has a code in digits; other errors have names or none. */
function codeOf(thrown: unknown): string | undefined {
  const code = guarded(() => (thrown as { readonly code?: unknown }).code);
  return typeof code === 'string' && /^\d{1,5}$/.test(code) ? code : undefined;
}

/** The server's name for its exception, such as `UNKNOWN_TABLE`. */
function wordOf(thrown: unknown): string {
  const type = guarded(() => (thrown as { readonly type?: unknown }).type);
  return typeof type === 'string' && /^[A-Z_]{1,80}$/.test(type) ? type : 'UNKNOWN';
}
