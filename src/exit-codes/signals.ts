// Linux numbering (signal(7), x86 and ARM): the index is the signal's number. The scripts run on Linux only.
const SIGNALS: readonly string[] = (
  ' HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT ' +
  'CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** What a shell adds to a signal's number to make an exit code. */
const SIGNAL_BASE = 128;

/** The exit code a shell gives for a signal: `SIGKILL` is 137. `undefined` for an unknown name. */
export function exitCodeOfSignal(signal: unknown): number | undefined {
  const index = typeof signal === 'string' ? SIGNALS.indexOf(signal.replace(/^SIG/, '')) : -1;
  return index > 0 ? SIGNAL_BASE + index : undefined;
}

/** The signal a shell's exit code stands for: 137 is `SIGKILL`. `undefined` for any other code. */
export function signalOfExitCode(code: number): string | undefined {
  const name = SIGNALS[code - SIGNAL_BASE];
  return name ? `SIG${name}` : undefined;
}
