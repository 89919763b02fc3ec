import type { Call } from '../backends/backend.js';
import { TelemetryError } from '../errors.js';
import { whenAborted } from '../when-aborted.js';

/** Calls that begin within this time share a deadline, in milliseconds. */
const SHARED_MS = 250;

interface Slot {
  readonly call: Call;
  readonly since: number;
  readonly timer: ReturnType<typeof setTimeout>;
  users: number;
}

/** Gives calls a time limit. Those that begin together share a signal and a timer, because a signal is costly. */
export class SharedDeadline {
  readonly #ms: number;
  #slot: Slot | undefined;

  /** @param ms - How long a call may take, less up to 250 ms. */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Makes a call. Its signal aborts after the time limit, and then this rejects, also if the call goes on. */
  run<T>(make: (call: Call) => Promise<T>): Promise<T> {
    const slot = this.#current();
    slot.users += 1;
    return new Promise((resolve, reject) => {
      const { signal } = slot.call;
      const leave = whenAborted(signal, () => reject(signal.reason as Error));
      const end = (): void => {
        leave();
        slot.users -= 1;
        if (slot.users === 0) this.#end(slot);
      };
      make(slot.call).then(resolve, reject).finally(end);
    });
  }

  #current(): Slot {
    const now = performance.now();
    if (this.#slot !== undefined && now - this.#slot.since < SHARED_MS) return this.#slot;
    const controller = new AbortController();
    const end = (): void => controller.abort(new TelemetryError('timed-out', `Not stored within ${this.#ms} ms`));
    const call = { signal: controller.signal, remainingMs: this.#ms };
    return (this.#slot = { call, since: now, timer: setTimeout(end, this.#ms), users: 0 });
  }

  #end(slot: Slot): void {
    clearTimeout(slot.timer);
    if (this.#slot === slot) this.#slot = undefined;
  }
}
