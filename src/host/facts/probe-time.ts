/** Number of steps in which the time is counted. */
const STEPS = 10;

/**
 * The time limit that all probes of one run share. It is counted in steps: while this process is busy with other
 * work it loses one step, and answers that arrive meanwhile are still read.
 */
export class ProbeTime {
  /** Clears the timer and ends all waits. */
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

  /** Resolves as the promise does; `undefined` if it rejects or the time is up first. */
  async wait<T>(promise: Promise<T>): Promise<T | undefined> {
    try {
      return await Promise.race([promise, this.#over]);
    } catch {
      return undefined;
    }
  }
}
