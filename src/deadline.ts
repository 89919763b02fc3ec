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
  /** Fires when the waiting is over; its reason is a {@link TelemetryError}. */
  readonly signal: AbortSignal;
  /** Leaves no timer and no listener behind. */
  readonly clear: () => void;
  readonly #endsAt: number;

  constructor(deadlineMs: number, callerSignal?: AbortSignal) {
    const controller = new AbortController();
    const end = (code: 'aborted' | 'timed-out', message: string): void =>
      controller.abort(new TelemetryError(code, message, { fate: 'not-sent' }));
    const leave = whenAborted(callerSignal, () => end('aborted', 'Aborted by the caller'));
    const timer = setTimeout(() => end('timed-out', `No outcome within ${deadlineMs} ms`), deadlineMs);
    this.signal = controller.signal;
    this.#endsAt = performance.now() + deadlineMs;
    this.clear = () => {
      clearTimeout(timer);
      leave();
    };
  }

  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }
}

/** Everybody who waits on one signal, which so has one listener of ours: runtimes print a warning at eleven. */
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

/** Throws the signal's reason once that has fired. Some signals, such as jsdom's older ones, have no such method. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason;
}

/** Settles as the promise does, or rejects with the signal's reason if that fires first. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    const leave = (): void => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    promise.then(
      (value) => {
        leave();
        resolve(value);
      },
      (error: Error) => {
        leave();
        reject(error);
      },
    );
  });
}
