import { setImmediate as realImmediate } from 'node:timers';

/** Something that happens at a time, to one process or to the server. */
interface Happening {
  readonly at: number;
  readonly owner: string;
  /** A timer the code under test set itself. */
  readonly isTimer: boolean;
  readonly run: () => void;
  isOver: boolean;
  /** Timers of Node have these. */
  unref(): Happening;
  ref(): Happening;
}

/** Time that passes only when nothing else is left to do. */
export class VirtualClock {
  now = 0;
  /** Whose code is running. */
  owner = 'world';
  readonly #queue: Happening[] = [];
  readonly #dead = new Set<string>();

  /** Lets something happen later. What belongs to the dead never happens. */
  after(ms: number, run: () => void, owner = this.owner, isTimer = false): Happening {
    const happening: Happening = {
      at: this.now + Math.max(0, Number.isFinite(ms) ? ms : 0),
      owner,
      isTimer,
      run,
      isOver: this.#dead.has(owner),
      unref: () => happening,
      ref: () => happening,
    };
    if (happening.isOver) return happening;
    // Mostly later than what is there, so look from the end; of two at one time the first set comes first.
    let place = this.#queue.length;
    while (place > 0 && (this.#queue[place - 1] as Happening).at > happening.at) place -= 1;
    this.#queue.splice(place, 0, happening);
    return happening;
  }

  /** Ends a process: nothing of it happens any more. */
  kill(owner: string): void {
    this.#dead.add(owner);
    for (const happening of this.#queue) if (happening.owner === owner) happening.isOver = true;
  }

  isDead(owner: string): boolean {
    return this.#dead.has(owner);
  }

  /** Timers this process has set and not cleared. */
  timersOf(owner: string): number {
    return this.#queue.filter((happening) => !happening.isOver && happening.isTimer && happening.owner === owner)
      .length;
  }

  /** Lets everything happen, in order; after each step `check` is called. */
  async run(check: () => void): Promise<void> {
    for (;;) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      if (next.isOver) continue;
      next.isOver = true;
      this.now = next.at;
      this.owner = next.owner;
      next.run();
      await everythingAwaited();
      this.owner = 'world';
      check();
    }
  }
}

/** Every promise that can go on has gone on. */
function everythingAwaited(): Promise<void> {
  return new Promise((resolve) => {
    realImmediate(resolve);
  });
}

let clock = new VirtualClock();
let random: () => number = Math.random;

/** Makes the code under test live by this clock and these random numbers. */
export function liveBy(its: VirtualClock, randomNumber: () => number): void {
  clock = its;
  random = randomNumber;
}

globalThis.setTimeout = ((run: () => void, ms = 0) => clock.after(ms, run, undefined, true)) as never;
globalThis.clearTimeout = ((happening?: Happening) => {
  if (happening !== undefined) happening.isOver = true;
}) as never;
performance.now = () => clock.now;
Date.now = () => 1_700_000_000_000 + clock.now;
Math.random = () => random();
