import type { Abortable } from '../until-aborted.js';

const NO_LISTENERS: (() => void)[] = [];

/**
 * An AbortController for this client's own use. The AbortSignal, which is costly, is made only if code outside the
 * client asks for it.
 */
export class Cancellation implements Abortable {
  aborted = false;
  reason: unknown;
  #listeners: (() => void)[] = NO_LISTENERS;
  #controller: AbortController | undefined;

  /** The same as an AbortSignal. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  /** Aborts once; a second reason is ignored. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#controller?.abort(reason);
    const listeners = this.#listeners;
    this.#listeners = NO_LISTENERS;
    for (const listener of listeners) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners === NO_LISTENERS ? [listener] : [...this.#listeners, listener];
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const listeners = this.#listeners;
    const isAlone = listeners.length === 1 && listeners[0] === listener;
    this.#listeners = isAlone ? NO_LISTENERS : listeners.filter((other) => other !== listener);
  }
}
