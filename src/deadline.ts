import { guarded, TelemetryError } from './errors.js';

/** What every reporting call takes beside its data. */
export interface CallOptions {
  /** Ends this call early, as `failed` with `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long this call may take, in milliseconds. @defaultValue the client's `deadlineMs` */
  deadlineMs?: number | undefined;
}

/** How long one caller waits: until its time is up or its signal fires. */
export class Deadline {
  /** Leaves no timer and no listener behind. */
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

  /** Why the waiting is over; `undefined` as long as it goes on. */
  get endedBy(): TelemetryError | undefined {
    return this.#endedBy;
  }

  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Settles as the promise does, or rejects once the waiting is over. */
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

/** All that wait on one signal, which so has one listener of ours: runtimes print a warning at eleven. */
class Waiting extends Set<() => void> {
  handleEvent(): void {
    for (const tell of this) tell();
  }
}

const waitingOn: WeakMap<AbortSignal, Waiting> = new WeakMap();

/** Tells when the signal fires, at once where it has. @returns what ends the waiting; it never throws. */
function whenAborted(signal: AbortSignal | undefined, tell: () => void): () => void {
  if (signal === undefined || signal.aborted) {
    if (signal !== undefined) tell();
    return () => undefined;
  }
  const waiting = waitingOn.get(signal) ?? new Waiting();
  waitingOn.set(signal, waiting.add(tell));
  signal.addEventListener('abort', waiting);
  return () => {
    // It may only look like a signal.
    guarded(() => waiting.delete(tell) && waiting.size === 0 && signal.removeEventListener('abort', waiting));
  };
}
