import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../../../collector/metrics.js';
import type { FromWorker, ToWorker } from './messages.js';

/** The variable that makes a process a worker. */
export const WORKER_VARIABLE = 'TELEMETRY_SERVE_WORKER';

/** How long a worker may take to say what it counted, in milliseconds. */
const COUNT_MS = 1_000;
const LOOK_AGAIN_MS = 5;

/** What a worker tells of itself. */
export interface WorkerEvents {
  /** It can take a connection. */
  free(): void;
  /** A client asks it for the figures of all. */
  figuresOfAll(): Promise<Figures>;
}

/** A worker, as the process that listens sees it. */
export class WorkerHandle {
  /** Resolves to how it ended: its exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Resolves when it takes connections, or has ended. */
  readonly started: Promise<unknown>;
  /** What it counted when it was asked last. */
  figures: Figures = { counters: {}, gauges: {} };
  readonly #process: ChildProcess;
  readonly #counting = new Map<number, () => void>();
  #counts = 0;
  #isFree = false;
  /** The connection that it does not have yet. */
  #given: Socket | undefined;

  constructor(events: WorkerEvents) {
    const [, program = '', ...args] = process.argv;
    this.#process = fork(program, args, { env: { ...process.env, [WORKER_VARIABLE]: '1' } });
    this.ended = endOf(this.#process);
    void this.ended.then(() => (this.#isFree = false));
    const ready = new Promise<void>((resolve) => {
      this.#process.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve();
        if (message.kind === 'taken') {
          this.#given?.destroy();
          this.#given = undefined;
        }
        if (message.kind === 'counted') {
          this.figures = message.figures;
          this.#counting.get(message.id)?.();
        }
        if (message.kind === 'count-all') void this.#tellFigures(message.id, events.figuresOfAll());
        if (message.kind === 'ready' || message.kind === 'taken') {
          this.#isFree = true;
          events.free();
        }
      });
    });
    this.started = Promise.race([ready, this.ended]);
  }

  /** Whether it can take a connection. */
  get isFree(): boolean {
    return this.#isFree;
  }

  /** The connection that it was given and has not taken; it ended before. */
  get notTaken(): Socket | undefined {
    return this.#given;
  }

  /** Gives it a connection. */
  give(connection: Socket): void {
    this.#isFree = false;
    this.#given = connection;
    // Kept open here until the worker has it, which may end before.
    this.#tell({ kind: 'take' }, connection);
  }

  /** Asks what it counted. A worker that does not answer in time is left with its last figures. */
  count(): Promise<void> {
    const id = (this.#counts += 1);
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#counting.delete(id);
        resolve();
      };
      const timer = setTimeout(end, COUNT_MS);
      this.#counting.set(id, end);
      this.#tell({ kind: 'count', id });
    });
  }

  stop(): void {
    this.#tell({ kind: 'stop' });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #tellFigures(id: number, figures: Promise<Figures>): Promise<void> {
    this.#tell({ kind: 'figures', id, figures: await figures });
  }

  #tell(message: ToWorker, connection?: Socket): void {
    // A worker that ended is told nothing more.
    this.#process.send(message, connection, { keepOpen: true }, () => undefined);
  }
}

/** Resolves once a process has ended, and everything is read that it told. */
async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const how = await new Promise<number | NodeJS.Signals>((resolve) => {
    // It could not be started.
    child.once('error', () => resolve(1));
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 1));
  });
  // Not the event `disconnect`, which Node does not emit where a connection was on its way.
  while (child.connected) await pause(LOOK_AGAIN_MS);
  return how;
}
