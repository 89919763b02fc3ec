// Linux numbering (signal(7), x86 and ARM): the index is the signal's number. The scripts run on Linux only.
const SIGNALS: readonly string[] = (
  ' HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT ' +
  'CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** Second names of a few signals. */
const ALIASES: ReadonlyMap<string, number> = new Map([
  ['IOT', 6],
  ['CLD', 17],
  ['POLL', 29],
  ['UNUSED', 31],
]);

/** The first and the last real-time signal, as glibc counts them. */
const [RTMIN, RTMAX] = [34, 64];

/** What a shell adds to a signal's number to make an exit code. */
const SIGNAL_BASE = 128;

/**
 * The exit code a shell gives for a signal: `SIGKILL` is 137, and so are `KILL` and 9. A real-time signal is known by
 * its number, 1 to 64, as `SIGRTMIN+6` or `SIGRTMAX-24`, and as `SIGRT40`; all of these are 168.
 *
 * @returns `undefined` where this is not a signal: an unknown name, an empty one, 0.
 */
export function exitCodeOfSignal(signal: unknown): number | undefined {
  const number = numberOfSignal(signal);
  return number === undefined ? undefined : SIGNAL_BASE + number;
}

/** The signal a shell's exit code stands for: 137 is `SIGKILL`. `undefined` for any other code, real-time signals' too. */
export function signalOfExitCode(code: number): string | undefined {
  const name = SIGNALS[code - SIGNAL_BASE];
  return name ? `SIG${name}` : undefined;
}

/** A signal, however it was given, by the name people know it by: `SIGKILL` for 9, `SIGRTMIN+6` for 40. */
export function nameOfSignal(signal: unknown): string | undefined {
  const number = numberOfSignal(signal);
  if (number === undefined) return undefined;
  // 32 and 33 are the C library's own, and have no name.
  return signalOfExitCode(SIGNAL_BASE + number) ?? (number < RTMIN ? `SIG${number}` : `SIGRTMIN+${number - RTMIN}`);
}

/** The number of a signal: an integer from 1 to 64, as such or as digits, or a name with or without `SIG`. */
export function numberOfSignal(signal: unknown): number | undefined {
  if (typeof signal === 'number')
    return Number.isInteger(signal) && signal >= 1 && signal <= RTMAX ? signal : undefined;
  if (typeof signal !== 'string') return undefined;
  const name = signal.toUpperCase().replace(/^SIG/, '');
  const index = SIGNALS.indexOf(name);
  if (index > 0) return index;
  return ALIASES.get(name) ?? numberOfSignal(/^\d{1,2}$/.test(name) ? Number(name) : realTimeNumber(name));
}

function realTimeNumber(name: string): number | undefined {
  const [, base, offset = '0', number] = /^RT(?:(MIN|MAX)([+-]\d{1,2})?|([3-6]\d))$/.exec(name) ?? [];
  if (number !== undefined) return Number(number);
  if (base === undefined) return undefined;
  return (base === 'MIN' ? RTMIN : RTMAX) + Number(offset);
}
