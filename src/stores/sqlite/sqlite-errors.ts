import { guarded, TelemetryError } from '../../errors.js';

/** The low byte of a result code says what went wrong; the other bytes say where. */
const BUSY = 5;
const LOCKED = 6;

/** Codes of a database that cannot be used now: read-only, I/O error, corrupt, full, cannot be opened, not a database. */
const OF_THE_DATABASE: readonly number[] = [8, 10, 11, 13, 14, 26];

/** Whether another connection holds the lock. */
export function isBusy(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === BUSY || code === LOCKED;
}

/** Whether the database failed, and not one statement. */
export function isOfDatabase(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code !== undefined && OF_THE_DATABASE.includes(code);
}

/** What SQLite says. It names columns at most, never a value. */
export function messageOf(thrown: unknown): string {
  return guarded(() => String((thrown as Error).message)) ?? 'unknown error';
}

/** Converts what a read threw. */
export function toReadError(thrown: unknown): TelemetryError {
  if (thrown instanceof TelemetryError) return thrown;
  return new TelemetryError('unreachable', `sqlite: cannot read: ${messageOf(thrown)}`, {
    cause: thrown,
    fate: 'not-sent',
  });
}

function codeOf(thrown: unknown): number | undefined {
  const code = guarded(() => (thrown as { readonly errcode?: unknown }).errcode);
  return typeof code === 'number' ? code & 0xff : undefined;
}
