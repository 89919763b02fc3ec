/** What went wrong, as a closed list. */
export type TelemetryErrorCode =
  | 'invalid-options' // thrown by a constructor, the only thing that throws; failed where one call's options are wrong
  | 'invalid-record' // refused here; nothing was sent
  | 'unreachable' // no whole answer arrived
  | 'timed-out' // no whole answer before the deadline
  | 'unavailable' // answered 408, 425, 429 or 5xx to the last attempt
  | 'rejected' // answered another 4xx; see `status` and `fields`
  | 'unexpected-answer' // 2xx or 3xx, yet not what this server says
  | 'aborted' // by the caller's signal
  | 'internal'; // a module, hook, guard store or backend of this process failed

/**
 * What is known of a failed write, and of the ones this client tried before to report the same.
 *
 * - `not-sent`: no request that writes has left this client.
 * - `refused`: the server answered that it did not write.
 * - `unknown`: it may have been written, or may still be.
 */
export type WriteFate = 'not-sent' | 'refused' | 'unknown';

/** What a {@link TelemetryError} knows beside its code and message. */
export interface TelemetryErrorDetails {
  /** The error underneath, where there is one. */
  cause?: unknown;
  /** HTTP status of the answer, where one came. */
  status?: number | undefined;
  /** Name of a field or option → what was wrong with it. */
  fields?: Readonly<Record<string, string>> | undefined;
  /** What is known of the write. @defaultValue by code: `invalid-…` is `not-sent`, `rejected` is `refused`, the rest `unknown` */
  fate?: WriteFate | undefined;
  /** How long the server asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** Whether the same request would fail again, so that it is not repeated. */
  isPermanent?: true | undefined;
}

/**
 * The one error class of this package. Its message names method, URL path and status,
 * never a body, a query, a header or a token.
 */
export class TelemetryError extends Error {
  override readonly name: string = 'TelemetryError';
  declare readonly code: TelemetryErrorCode;
  /** HTTP status of the answer, where one came. */
  declare readonly status: number | undefined;
  /**
   * Name of a field or option → what was wrong with it: PocketBase's own code, such as
   * `validation_required`, or what was expected where the value was refused here.
   */
  declare readonly fields: Readonly<Record<string, string>> | undefined;
  /** What is known of the write. */
  declare readonly fate: WriteFate;
  /** How long the server asked to wait (`Retry-After`), in milliseconds. */
  declare readonly retryAfterMs: number | undefined;
  /** `true` where this process refused to send the request, as to a port that `fetch` blocks: it is not repeated. */
  declare readonly isPermanent: true | undefined;

  constructor(code: TelemetryErrorCode, message: string, details: TelemetryErrorDetails = {}) {
    super(message, details);
    Object.assign(this, details, { code, fate: details.fate ?? usualFate(code) });
  }

  static {
    // Asked by `console.log` of Node, Deno and Bun.
    Object.assign(this.prototype, {
      [Symbol.for('nodejs.util.inspect.custom')](this: TelemetryError) {
        const { name, message, ...known } = this.toJSON();
        const [frames = ''] = /\n +at [^]*/.exec(this.stack as string) ?? [];
        return `${name as string}: ${message as string} ${JSON.stringify(known)}${frames}`;
      },
    });
  }

  /** What `JSON.stringify` keeps: what is known of the error, and of its cause the code alone, since that may hold the report. */
  toJSON(): Readonly<Record<string, unknown>> {
    const causeCode = wordIn(this.cause, 'code', 5);
    const cause = causeCode && { code: causeCode };
    return { ...(this as object), message: this.message, cause };
  }
}

/** A word that an error, or one of so many that lie under it, has under this name; no other text, which may be of a report. */
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
 * Tells a {@link TelemetryError} by its name, since the ESM and the CJS build of this package
 * can meet in one process and hold two classes.
 */
export function isTelemetryError(value: unknown): value is TelemetryError {
  // Somebody's proxy may throw while it is read, and so may a code.
  return (
    guarded(
      () => value instanceof Error && value.name === 'TelemetryError' && typeof (value as TelemetryError).code,
    ) === 'string'
  );
}

/** What the function gives; `undefined` where it throws. */
export function guarded<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The same error with another fate. */
export function withFate(error: TelemetryError, fate: WriteFate): TelemetryError {
  const { code, message, cause } = error;
  return error.fate === fate ? error : new TelemetryError(code, message, { ...error, cause, fate });
}

/**
 * A {@link TelemetryError} as it is; anything else as `internal`, with the original as its cause.
 *
 * @param part - What failed. Of its error the message names code or name alone: its text may hold the report.
 */
export function toTelemetryError(thrown: unknown, fate?: WriteFate, part?: string): TelemetryError {
  if (isTelemetryError(thrown)) return thrown;
  const kind = wordIn(thrown, 'code', 1) ?? wordIn(thrown, 'name', 1);
  const text = `Failed in this process${part ? `: ${part}` : ''}${kind ? ` (${kind})` : ''}`;
  return new TelemetryError('internal', text, { cause: thrown, fate });
}
