// Linux numbering (signal(7), x86 and ARM): the index is the signal's number. The scripts run on Linux only.
const SIGNALS: readonly string[] = (
  ' HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT ' +
  'CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** The last real-time signal; these have numbers only. */
const LAST_SIGNAL = 64;

/** What a shell adds to a signal's number to make an exit code. */
const SIGNAL_BASE = 128;

/** What a shell gives for SIGINT, which is Ctrl+C. */
export const INTERRUPTED = 130;

/** What a shell gives for SIGHUP, SIGINT and SIGTERM, by which people and systems end an installation. */
export const ENDED_FROM_OUTSIDE: readonly number[] = [129, INTERRUPTED, 143];

/**
 * The exit code a shell gives for a signal, by its name or number: `SIGKILL` is 137, and so is 9.
 *
 * @returns `undefined` where this is not a signal: an unknown name, an empty one, 0.
 */
export function exitCodeOfSignal(signal: unknown): number | undefined {
  const number = typeof signal === 'string' ? SIGNALS.indexOf(signal.replace(/^SIG/, '')) : Number(signal);
  return Number.isInteger(number) && number > 0 && number <= LAST_SIGNAL ? SIGNAL_BASE + number : undefined;
}

/** The signal a shell's exit code stands for: 137 is `SIGKILL`. `undefined` for any other code, real-time signals' too. */
export function signalOfExitCode(code: number): string | undefined {
  const name = SIGNALS[code - SIGNAL_BASE];
  return name ? `SIG${name}` : undefined;
}

/** How to call the signal of such an exit code: `SIGKILL`, or `signal 40`. */
export function nameOfSignal(code: number): string {
  return signalOfExitCode(code) ?? `signal ${code - SIGNAL_BASE}`;
}
