import { ENDING_SIGNALS, type EndingSignal, raise } from './ending-signals.js';
import { othersDecide } from './other-listeners.js';

/** How long a report may delay the end of the process, in milliseconds. */
export const EXIT_DEADLINE_MS = 2_000;

/** Work to do before this process ends. */
export interface ExitWatcher {
  /**
   * Does the work before this signal ends the process. Never rejects.
   *
   * @param isOurs - `false` if another listener decides what the signal means.
   * @returns whether to end the process; ignored if `isOurs` is `false`.
   */
  onSignal(signal: EndingSignal, isOurs: boolean): Promise<boolean>;
  /** Called when nothing is left to run and the process would exit with this code. Never rejects. */
  onBeforeExit?(exitCode: number): void;
  /** Whether a further signal has a meaning; if it has for no watcher, it ends the process at once. */
  wantsSignals(): boolean;
}

/** Stops a watcher. The handlers are removed with the last one. */
export interface ExitWatch {
  /** Stops at once. */
  readonly stop: () => void;
  /** Stops once it is decided whether a signal that has arrived ends the process. */
  readonly stopWhenDecided: () => Promise<void>;
}

/** State shared by all copies of this package in one process; separate copies would wait for each other for ever. */
interface ExitPath {
  readonly watchers: Set<ExitWatcher>;
  /** One promise for each signal whose effect is not decided yet. */
  readonly undecided: Set<Promise<void>>;
  /** One handler per signal, so that it knows its signal even if called without it, as by `process.emit('SIGINT')`. */
  readonly onSignals: ReadonlyMap<EndingSignal, () => void>;
  readonly onBeforeExit: (exitCode: number) => void;
}

const SHARED = Symbol.for('@community-scripts/telemetry exit path 1');

function exitPath(): ExitPath {
  const shared = globalThis as { [SHARED]?: ExitPath };
  return (shared[SHARED] ??= {
    watchers: new Set(),
    undecided: new Set(),
    onSignals: new Map(ENDING_SIGNALS.map((signal) => [signal, () => onSignal(signal)])),
    onBeforeExit(exitCode) {
      for (const watcher of exitPath().watchers) watcher.onBeforeExit?.(exitCode);
    },
  });
}

/** Watches for the end of this process. All watchers share one set of handlers. */
export function watchExit(watcher: ExitWatcher): ExitWatch {
  const { watchers, undecided } = exitPath();
  watchers.add(watcher);
  listen();
  const stop = (): void => {
    if (watchers.delete(watcher) && watchers.size === 0) leave();
  };
  return {
    stop,
    async stopWhenDecided() {
      while (undecided.size > 0) await Promise.all(undecided);
      stop();
    },
  };
}

function listen(): void {
  const { onSignals, onBeforeExit } = exitPath();
  for (const [signal, own] of onSignals) {
    // Runs first, so that a `once` listener is still there to be counted.
    if (!process.listeners(signal).includes(own)) process.prependListener(signal, own);
  }
  if (!process.listeners('beforeExit').includes(onBeforeExit)) process.on('beforeExit', onBeforeExit);
}

function leave(): void {
  const { onSignals, onBeforeExit } = exitPath();
  for (const [signal, own] of onSignals) process.off(signal, own);
  process.off('beforeExit', onBeforeExit);
}

function onSignal(signal: EndingSignal): void {
  const { watchers, undecided, onSignals } = exitPath();
  const own = onSignals.get(signal) as () => void;
  if (othersDecide(signal, own)) return reportBeside(signal, own);
  if (undecided.size > 0 && ![...watchers].some((watcher) => watcher.wantsSignals())) return endBy(signal);
  const decided = decide(signal).finally(() => undecided.delete(decided));
  undecided.add(decided);
}

function reportBeside(signal: EndingSignal, own: () => void): void {
  // A server with its own SIGHUP listener reloads its settings and goes on.
  if (signal === 'SIGHUP') return;
  // Unregister: a listener that ends the process only when it is the last one must see that it is.
  process.off(signal, own);
  for (const watcher of exitPath().watchers) void watcher.onSignal(signal, false);
}

/** Keeps our handler meanwhile, because signal-exit ends the process as soon as only its own are left. */
async function decide(signal: EndingSignal): Promise<void> {
  const wishes = await Promise.all([...exitPath().watchers].map((watcher) => watcher.onSignal(signal, true)));
  if (wishes.includes(true)) endBy(signal);
}

/** Ends the process as the signal would have without our handlers. */
function endBy(signal: EndingSignal): void {
  leave();
  raise(signal);
}
