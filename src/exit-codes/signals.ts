// Linux numbers (signal(7), x86 and ARM): the index is the signal's number. The scripts run on Linux only.
const SIGNALS: readonly string[] = (
  ' HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT ' +
  'CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** The last real-time signal. Real-time signals have no names here. */
const LAST_SIGNAL = 64;

/** A shell's exit code for a signal is this plus the signal's number. */
const SIGNAL_BASE = 128;

/** A shell's exit code for SIGINT (Ctrl+C). */
export const INTERRUPTED = 130;

/** A shell's exit codes for SIGHUP, SIGINT and SIGTERM, with which users and systems end an installation. */
export const ENDED_FROM_OUTSIDE: readonly number[] = [129, INTERRUPTED, 143];

/**
 * Returns the exit code a shell gives for a signal, by name or number: 137 for `SIGKILL` and for 9.
 *
 * @returns `undefined` if it is not a signal: an unknown or empty name, or 0.
 */
export function exitCodeOfSignal(signal: unknown): number | undefined {
  const number = typeof signal === 'string' ? SIGNALS.indexOf(signal.replace(/^SIG/, '')) : (signal as number);
  return Number.isInteger(number) && number > 0 && number <= LAST_SIGNAL ? SIGNAL_BASE + number : undefined;
}

/**
 * Returns the signal of a shell's exit code: `SIGKILL` for 137. `undefined` for any other code and real-time signals.
 */
export function signalOfExitCode(code: number): string | undefined {
  const name = SIGNALS[code - SIGNAL_BASE];
  return name ? `SIG${name}` : undefined;
}

/** Names the signal of such an exit code: `SIGKILL`, or `signal 40` for a real-time signal. */
export function nameOfSignal(code: number): string {
  return signalOfExitCode(code) ?? `signal ${code - SIGNAL_BASE}`;
}
