import { exitCodeOfSignal } from '../../exit-codes/signals.js';

/** The signals by which people and systems end an installation. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** How long the end of a process may be held up by a report, in milliseconds. */
export const EXIT_DEADLINE_MS = 2_000;

/** Somebody who has something to do before this process ends. */
export interface ExitWatcher {
  /**
   * Does what is to be done before this signal ends the process. Never rejects.
   *
   * @param isOurs - `false` where somebody else listens to the signal, and so decides what it means.
   * @returns whether the process is to end, which only counts where it is ours.
   */
  onSignal(signal: EndingSignal, isOurs: boolean): Promise<boolean>;
  /** Nothing is left to run, and the process would exit with this code. Never rejects. */
  onBeforeExit?(exitCode: number): void;
  /** Whether a further signal still means something; where it does for nobody, it ends the process at once. */
  wantsSignals(): boolean;
}

/** Stops a watcher. */
export interface ExitWatch {
  /** Handlers are gone with the last watcher. */
  readonly stop: () => void;
  /** As `stop`, once it is decided whether a signal that has arrived ends the process. */
  readonly stopWhenDecided: () => Promise<void>;
}

const SIGNALS: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export function isEndingSignal(signal: unknown): signal is EndingSignal {
  return (SIGNALS as readonly unknown[]).includes(signal);
}

const watchers = new Set<ExitWatcher>();
/** Signals of ours that have arrived, each until it is decided what becomes of it. */
const undecided = new Set<Promise<void>>();

/** Watches the end of this process. All watchers share one set of handlers. */
export function watchExit(watcher: ExitWatcher): ExitWatch {
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
  for (const signal of SIGNALS) {
    // First in line, so that a listener for one time only is still there to be counted.
    if (!process.listeners(signal).includes(onSignal)) process.prependListener(signal, onSignal);
  }
  if (!process.listeners('beforeExit').includes(onBeforeExit)) process.on('beforeExit', onBeforeExit);
}

function leave(): void {
  for (const signal of SIGNALS) process.off(signal, onSignal);
  process.off('beforeExit', onBeforeExit);
}

function onBeforeExit(exitCode: number): void {
  for (const watcher of watchers) watcher.onBeforeExit?.(exitCode);
}

function onSignal(name: string): void {
  const signal = name as EndingSignal;
  if (process.listenerCount(signal) > 1) {
    // A server that has a listener for it reads its settings anew, and goes on.
    if (signal === 'SIGHUP') return;
    // From here on the others are alone: one that ends the process where nobody else listens does so.
    process.off(signal, onSignal);
    for (const watcher of watchers) void watcher.onSignal(signal, false);
    return;
  }
  if (undecided.size > 0 && ![...watchers].some((watcher) => watcher.wantsSignals())) return endBy(signal);
  const decided = decide(signal).finally(() => undecided.delete(decided));
  undecided.add(decided);
}

async function decide(signal: EndingSignal): Promise<void> {
  const wishes = await Promise.all([...watchers].map((watcher) => watcher.onSignal(signal, true)));
  if (wishes.includes(true)) endBy(signal);
}

/** Ends the process as the signal would have without us. */
function endBy(signal: EndingSignal): void {
  leave();
  raise(signal);
}

/** How long a signal may take to end this process, in milliseconds. */
const ENDING_MS = 100;

/**
 * Sends this process a signal; where that is not allowed, or ends nothing, as in the first process of a
 * container, exits with the code a shell gives for it.
 */
export function raise(signal: EndingSignal): void {
  const code = exitCodeOfSignal(signal);
  try {
    process.kill(process.pid, signal);
  } catch {
    process.exit(code);
  }
  if (process.listenerCount(signal) === 0) setTimeout(() => process.exit(code), ENDING_MS);
}
