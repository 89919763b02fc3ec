import { TelemetryError } from './errors.js';

/** What every reporting call takes beside its data. */
export interface CallOptions {
  /** Ends this call early, as `failed` with `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long this call may take, in milliseconds. @defaultValue the client's `deadlineMs` */
  deadlineMs?: number | undefined;
}

/** How long one caller waits: until its time is up or its signal fires. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #endsAt: number;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #callerSignal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#end('aborted', "Aborted by the caller's signal");

  constructor(deadlineMs: number, callerSignal?: AbortSignal) {
    this.#endsAt = performance.now() + deadlineMs;
    this.#timer = setTimeout(() => this.#end('timed-out', `No outcome within ${deadlineMs} ms`), deadlineMs);
    this.#callerSignal = callerSignal;
    if (callerSignal?.aborted) this.#onAbort();
    else callerSignal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Fires when the waiting is over; its reason is a {@link TelemetryError}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  #end(code: 'aborted' | 'timed-out', message: string): void {
    this.#controller.abort(new TelemetryError(code, message, { fate: 'not-sent' }));
  }

  /** Leaves no timer and no listener behind. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#callerSignal?.removeEventListener('abort', this.#onAbort);
  }
}

/** Settles as the promise does, or rejects with the signal's reason if that fires first. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
