import { ENDING_SIGNALS, type EndingSignal, raise } from './ending-signals.js';
import { othersDecide } from './other-listeners.js';

/** How long the end of a process may be held up by a report, in milliseconds. */
export const EXIT_DEADLINE_MS = 2_000;

/** What is to be done before this process ends. */
export interface ExitWatcher {
  /**
   * Does what is to be done before this signal ends the process. Never rejects.
   *
   * @param isOurs - `false` where another listener decides what the signal means.
   * @returns whether the process is to end, which only counts where it is ours.
   */
  onSignal(signal: EndingSignal, isOurs: boolean): Promise<boolean>;
  /** Nothing is left to run, and the process would exit with this code. Never rejects. */
  onBeforeExit?(exitCode: number): void;
  /** Whether a further signal still means something; where it does for no watcher, it ends the process at once. */
  wantsSignals(): boolean;
}

/** Stops a watcher. */
export interface ExitWatch {
  /** Handlers are gone with the last watcher. */
  readonly stop: () => void;
  /** As `stop`, once it is decided whether a signal that has arrived ends the process. */
  readonly stopWhenDecided: () => Promise<void>;
}

/** What all copies of this package in one process share: two that each wait for the other would keep it alive. */
interface ExitPath {
  readonly watchers: Set<ExitWatcher>;
  /** Signals of ours that have arrived, each until it is decided what comes of it. */
  readonly undecided: Set<Promise<void>>;
  /** One for each signal, which so is known: a listener may be called without it, as by `process.emit('SIGINT')`. */
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

/** Watches the end of this process. All watchers share one set of handlers. */
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
    // First in line, so that a listener for one time only is still there to be counted.
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
  // A server that has a listener for it reads its settings anew, and goes on.
  if (signal === 'SIGHUP') return;
  // From here on the others are alone: one that ends the process where no other listens does so.
  process.off(signal, own);
  for (const watcher of exitPath().watchers) void watcher.onSignal(signal, false);
}

/** Our listener stays meanwhile: signal-exit ends the process as soon as only its own are left. */
async function decide(signal: EndingSignal): Promise<void> {
  const wishes = await Promise.all([...exitPath().watchers].map((watcher) => watcher.onSignal(signal, true)));
  if (wishes.includes(true)) endBy(signal);
}

/** Ends the process as the signal would have without us. */
function endBy(signal: EndingSignal): void {
  leave();
  raise(signal);
}
