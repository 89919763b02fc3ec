import { guarded, TelemetryError } from './errors.js';

/** Options of a reporting call. */
export interface CallOptions {
  /** Ends this call early, with the outcome `failed` and the error code `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long this call may take, in milliseconds. @defaultValue the client's `deadlineMs` */
  deadlineMs?: number | undefined;
}

/** The time limit of one call: a deadline, and the caller's signal. */
export class Deadline {
  /** Removes the timer and the listener. */
  readonly clear: () => void;
  readonly #endsAt: number;
  readonly #waits = new Set<(endedBy: TelemetryError) => void>();
  #endedBy: TelemetryError | undefined;

  constructor(deadlineMs: number, callerSignal?: AbortSignal) {
    const end = (code: 'aborted' | 'timed-out', message: string): void => {
      this.#endedBy ??= new TelemetryError(code, message, { fate: 'not-sent' });
      for (const tell of this.#waits) tell(this.#endedBy);
    };
    const leave = whenAborted(callerSignal, () => end('aborted', 'Aborted by the caller'));
    const timer = setTimeout(() => end('timed-out', `No outcome within ${deadlineMs} ms`), deadlineMs);
    this.#endsAt = performance.now() + deadlineMs;
    this.clear = () => {
      clearTimeout(timer);
      leave();
    };
  }

  /** Why the call is over; `undefined` while it is not. */
  get endedBy(): TelemetryError | undefined {
    return this.#endedBy;
  }

  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Settles as the promise does, or rejects when the call is over. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#endedBy) reject(this.#endedBy);
      else this.#waits.add(reject);
      promise.then(
        (value) => {
          this.#waits.delete(reject);
          resolve(value);
        },
        (error: Error) => {
          this.#waits.delete(reject);
          reject(error);
        },
      );
    });
  }
}

/** All calls that wait for one signal share a listener, because runtimes print a warning at eleven. */
class Waiting extends Set<() => void> {
  handleEvent(): void {
    for (const tell of this) tell();
  }
}

const waitingOn: WeakMap<AbortSignal, Waiting> = new WeakMap();

/** Calls `tell` when the signal aborts, at once if it already has. @returns a function that stops; it never throws. */
function whenAborted(signal: AbortSignal | undefined, tell: () => void): () => void {
  if (signal === undefined || signal.aborted) {
    if (signal) tell();
    return () => undefined;
  }
  const waiting = waitingOn.get(signal) ?? new Waiting();
  waitingOn.set(signal, waiting.add(tell));
  signal.addEventListener('abort', waiting);
  return () => {
    // The object may only look like a signal.
    guarded(() => waiting.delete(tell) && waiting.size === 0 && signal.removeEventListener('abort', waiting));
  };
}
