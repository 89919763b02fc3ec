import { setImmediate as realImmediate } from 'node:timers';

/** Something that happens at a time, to one process or to the server. */
export interface Happening {
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
      // The server's own work goes on in no promise.
      if (next.owner !== 'server') await everythingAwaited();
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
