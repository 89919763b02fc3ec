import { TelemetryError } from './errors.js';
import { whenAborted } from './when-aborted.js';

/** Options of a reporting call. */
export interface CallOptions {
  /** Ends this call early, with the outcome `failed` and the error code `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long this call may take, in milliseconds. @defaultValue the client's `deadlineMs` */
  deadlineMs?: number | undefined;
}

/** The time limit of one call: a deadline, and the caller's signal. */
export class Deadline {
  readonly #endsAt: number;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #leaveSignal: () => void;
  /** Rejects what the call waits for: one thing at a time. */
  #leaveWait: ((endedBy: TelemetryError) => void) | undefined;
  #endedBy: TelemetryError | undefined;

  constructor(deadlineMs: number, callerSignal?: AbortSignal) {
    this.#leaveSignal = whenAborted(callerSignal, () => this.#end('aborted', 'Aborted by the caller'));
    this.#timer = setTimeout(() => this.#end('timed-out', `No outcome within ${deadlineMs} ms`), deadlineMs);
    this.#endsAt = performance.now() + deadlineMs;
  }

  /** Why the call is over; `undefined` while it is not. */
  get endedBy(): TelemetryError | undefined {
    return this.#endedBy;
  }

  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Settles as the promise does, or rejects when the call is over. A call waits for one promise at a time. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#endedBy) reject(this.#endedBy);
      this.#leaveWait = reject;
      promise.then(resolve, reject);
    });
  }

  /** Removes the timer and the listener. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#leaveSignal();
  }

  #end(code: 'aborted' | 'timed-out', message: string): void {
    this.#endedBy ??= new TelemetryError(code, message, { fate: 'not-sent' });
    this.#leaveWait?.(this.#endedBy);
  }
}
