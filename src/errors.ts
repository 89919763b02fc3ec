/** What went wrong. The list is closed. */
export type TelemetryErrorCode =
  | 'invalid-options' // invalid options of a constructor, which throws, or of a call, which fails
  | 'invalid-record' // an invalid record or end; nothing was sent
  | 'invalid-query' // an invalid query of a read; nothing was asked
  | 'unreachable' // no complete answer arrived
  | 'timed-out' // no complete answer before the deadline
  | 'unavailable' // the last attempt was answered with 408, 425, 429 or 5xx
  | 'rejected' // answered with another 4xx; see `status` and `fields`
  | 'unexpected-answer' // 2xx or 3xx, but not an answer of this kind of server
  | 'aborted' // by the caller's signal
  | 'unsupported' // this runtime does not have what the call needs
  | 'internal'; // a module, hook, guard store or backend in this process failed

/**
 * Whether a failed report may have been written, by this attempt or an earlier one of this client.
 *
 * - `not-sent`: this client has sent no write.
 * - `refused`: the server answered that it did not write.
 * - `unknown`: it may have been written, or may still be.
 */
export type WriteFate = 'not-sent' | 'refused' | 'unknown';

/** Details of a {@link TelemetryError}, beside its code and message. */
export interface TelemetryErrorDetails {
  /** The original error, if any. */
  cause?: unknown;
  /** HTTP status of the answer, if one arrived. */
  status?: number | undefined;
  /** Field or option → what is wrong with it. */
  fields?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether the report may have been written. @defaultValue `not-sent` for `invalid-…`, `refused` for `rejected`, else
   * `unknown`
   */
  fate?: WriteFate | undefined;
  /** How long the server asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** Whether a retry would fail as well, so that there is none. */
  isPermanent?: true | undefined;
}

/**
 * The only error class of this package. The message names method, URL path and status, never a body, query, header or
 * token.
 */
export class TelemetryError extends Error {
  override readonly name: string = 'TelemetryError';
  declare readonly code: TelemetryErrorCode;
  /** HTTP status of the answer, if one arrived. */
  declare readonly status: number | undefined;
  /**
   * Field or option → what is wrong with it: PocketBase's code, such as `validation_required`, or what was expected if
   * the value was refused before sending.
   */
  declare readonly fields: Readonly<Record<string, string>> | undefined;
  /** Whether the report may have been written. */
  declare readonly fate: WriteFate;
  /** How long the server asked to wait (`Retry-After`), in milliseconds. */
  declare readonly retryAfterMs: number | undefined;
  /** `true` if this runtime refused to send the request, as for a port that `fetch` blocks. It is not retried. */
  declare readonly isPermanent: true | undefined;

  constructor(code: TelemetryErrorCode, message: string, details: TelemetryErrorDetails = {}) {
    super(message, details);
    Object.assign(this, details, { code, fate: details.fate ?? usualFate(code) });
  }

  static {
    // Called by `console.log` of Node, Deno and Bun.
    Object.assign(this.prototype, {
      [Symbol.for('nodejs.util.inspect.custom')](this: TelemetryError) {
        const { name, message, ...known } = this.toJSON();
        const [frames = ''] = /\n +at [^]*/.exec(this.stack as string) ?? [];
        return `${name as string}: ${message as string} ${JSON.stringify(known)}${frames}`;
      },
    });
  }

  /** The details for `JSON.stringify`. Of the cause only the code, because the cause may contain the report. */
  toJSON(): Readonly<Record<string, unknown>> {
    const causeCode = wordIn(this.cause, 'code', 5);
    const cause = causeCode && { code: causeCode };
    return { ...(this as object), message: this.message, cause };
  }
}

/** A one-word property of an error or of its causes, to this depth. Any longer text may come from the report. */
function wordIn(error: unknown, name: 'code' | 'name', depth: number): string | undefined {
  return guarded(() => {
    const { [name]: word, cause } = error as Record<string, unknown>;
    return /^[A-Z]\w{0,39}$/.test(word as string)
      ? (word as string)
      : depth > 1
        ? wordIn(cause, name, depth - 1)
        : undefined;
  });
}

function usualFate(code: TelemetryErrorCode): WriteFate {
  if (code.startsWith('invalid-')) return 'not-sent';
  return code === 'rejected' ? 'refused' : 'unknown';
}

/**
 * Whether a value is a {@link TelemetryError}. Checks the name, because the ESM and the CJS build of this package can
 * be loaded in one process and have different classes.
 */
export function isTelemetryError(value: unknown): value is TelemetryError {
  // Reading a property may throw, as a proxy's does.
  return (
    guarded(
      () => value instanceof Error && value.name === 'TelemetryError' && typeof (value as TelemetryError).code,
    ) === 'string'
  );
}

/** Returns the function's result; `undefined` if it throws. */
export function guarded<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Copies an error with another fate. */
export function withFate(error: TelemetryError, fate: WriteFate): TelemetryError {
  const { code, message, cause } = error;
  return error.fate === fate ? error : new TelemetryError(code, message, { ...error, cause, fate });
}

/**
 * Returns a {@link TelemetryError} unchanged, and wraps anything else as `internal`, with the original as its cause.
 *
 * @param part - What failed. The message has only the original's code or name, because its text may contain the report.
 */
export function toTelemetryError(thrown: unknown, fate?: WriteFate, part?: string): TelemetryError {
  if (isTelemetryError(thrown)) return thrown;
  const kind = wordIn(thrown, 'code', 1) ?? wordIn(thrown, 'name', 1);
  const text = `Failed in this process${part ? `: ${part}` : ''}${kind ? ` (${kind})` : ''}`;
  return new TelemetryError('internal', text, { cause: thrown, fate });
}
