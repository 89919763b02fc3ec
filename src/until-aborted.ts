/** What is needed of an AbortSignal. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: AbortSignal['reason'];
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Throws the signal's reason if it has aborted. `signal.throwIfAborted` is missing in some signals, such as old
 * jsdom's.
 */
export function throwIfAborted(signal: Abortable): void {
  if (signal.aborted) throw signal.reason;
}

/** Settles as the promise does, or rejects with the signal's reason if it aborts first. */
export function untilAborted<T>(promise: Promise<T>, signal: Abortable): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      signal.removeEventListener('abort', onAbort);
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    promise.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: Error) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}
