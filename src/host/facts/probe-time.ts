/** A run's time is counted in so many steps. */
const STEPS = 10;

/**
 * The time that all probes of one run share. It is counted in steps, so that a process that is busy
 * with its own work loses a step by it, not the answers that arrived meanwhile.
 */
export class ProbeTime {
  /** Leaves no timer behind, and nobody waiting. */
  readonly end: () => void;
  readonly #over: Promise<undefined>;

  constructor(boundMs: number) {
    let finish: () => void = () => undefined;
    this.#over = new Promise((resolve) => (finish = () => resolve(undefined)));
    let stepsLeft = STEPS;
    const timer = setInterval(() => {
      stepsLeft -= 1;
      if (stepsLeft === 0) this.end();
    }, boundMs / STEPS);
    this.end = () => {
      clearInterval(timer);
      finish();
    };
  }

  /** What the promise resolves to; `undefined` where it rejects, or the time is over before. */
  async wait<T>(promise: Promise<T>): Promise<T | undefined> {
    try {
      return await Promise.race([promise, this.#over]);
    } catch {
      return undefined;
    }
  }
}
