import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Figures, sumOf } from '../../../collector/metrics.js';
import { WorkerHandle } from './worker-handle.js';

/** How many workers may end by themselves within this time, in milliseconds; then the collector ends. */
export const MOST_ENDS = 10;
const ENDS_MS = 60_000;
/** Longer than a worker takes to stop, its server 25 s and its last reports 10 s, in milliseconds; then it is killed. */
const MOST_STOPPING_MS = 40_000;
const LOOK_AGAIN_MS = 5;
/** How often workers say what they counted, in milliseconds: as much is lost of one that dies. */
const COUNT_EVERY_MS = 1_000;

/** The workers that answer on the connections of this process. One that ends is started again. */
export class Workers {
  /** Resolves when workers end too often. */
  readonly failed: Promise<void>;
  readonly #onEnd: (how: number | NodeJS.Signals) => void;
  readonly #workers = new Set<WorkerHandle>();
  /** Connections that no worker has, the oldest first. */
  readonly #waiting: Socket[] = [];
  /** What the workers counted that have ended. */
  #counted: Figures[] = [];
  #ends: number[] = [];
  #fail: () => void = () => undefined;
  #hasFailed = false;
  #counting: NodeJS.Timeout | undefined;
  /** Whether a worker that ends is started again. */
  #isRunning = false;

  /** @param onEnd - Is told that a worker ended by itself, and how. */
  constructor(onEnd: (how: number | NodeJS.Signals) => void) {
    this.#onEnd = onEnd;
    this.failed = new Promise((resolve) => (this.#fail = resolve));
  }

  /** Whether workers ended too often. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Starts workers. @returns whether all of them take connections. */
  async start(count: number): Promise<boolean> {
    const started = Array.from({ length: count }, () => this.#startOne());
    await Promise.all(started.map((worker) => worker.started));
    this.#isRunning = true;
    this.#counting = setInterval(() => void this.#count(), COUNT_EVERY_MS);
    return started.every((worker) => this.#workers.has(worker));
  }

  /** Gives a connection to the next worker that is free. */
  readonly take = (connection: Socket): void => {
    connection.on('error', () => connection.destroy());
    this.#waiting.push(connection);
    this.#giveAway();
  };

  /** Lets the workers answer what has arrived, and ends them. @returns whether all ended well. */
  async stop(): Promise<boolean> {
    clearInterval(this.#counting);
    const killAll = (): void => this.#workers.forEach((worker) => worker.kill());
    const timer = setTimeout(killAll, MOST_STOPPING_MS);
    while (this.#waiting.length > 0 && this.#workers.size > 0) await pause(LOOK_AGAIN_MS);
    this.#isRunning = false;
    const workers = [...this.#workers];
    for (const worker of workers) worker.stop();
    const ends = await Promise.all(workers.map(({ ended }) => ended));
    clearTimeout(timer);
    for (const connection of this.#waiting) connection.destroy();
    return ends.every((how) => how === 0);
  }

  #startOne(): WorkerHandle {
    const worker = new WorkerHandle({ free: () => this.#giveAway(), figuresOfAll: () => this.#figuresOfAll() });
    this.#workers.add(worker);
    void worker.ended.then((how) => this.#hasEnded(worker, how));
    return worker;
  }

  #hasEnded(worker: WorkerHandle, how: number | NodeJS.Signals): void {
    this.#workers.delete(worker);
    const { counters } = worker.figures;
    this.#counted = [sumOf([...this.#counted, { counters, gauges: {} }])];
    if (worker.notTaken !== undefined) this.#waiting.unshift(worker.notTaken);
    if (!this.#isRunning) return;
    this.#onEnd(how);
    const now = performance.now();
    this.#ends = [...this.#ends.filter((at) => now - at < ENDS_MS), now];
    if (this.#ends.length > MOST_ENDS) {
      this.#hasFailed = true;
      return this.#fail();
    }
    this.#startOne();
    this.#giveAway();
  }

  #giveAway(): void {
    for (const worker of this.#workers) {
      if (!worker.isFree) continue;
      const connection = this.#waiting.shift();
      if (connection === undefined) return;
      worker.give(connection);
      // Behind the others, so that they take turns.
      this.#workers.delete(worker);
      this.#workers.add(worker);
    }
  }

  /** What all workers counted, also those that have ended, so that a counter only grows. */
  async #figuresOfAll(): Promise<Figures> {
    await this.#count();
    // Those that are left: a worker that ended meanwhile is among the others.
    return sumOf([...this.#counted, ...[...this.#workers].map(({ figures }) => figures)]);
  }

  async #count(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.count()));
  }
}
