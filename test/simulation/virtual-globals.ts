import { type Happening, VirtualClock } from './virtual-clock.js';

let clock = new VirtualClock();
let random: () => number = Math.random;

/** Makes the code under test live by this clock and these random numbers. */
export function liveBy(its: VirtualClock, randomNumber: () => number): void {
  clock = its;
  random = randomNumber;
}

/** Lets something happen later that is not a timer of the code under test. */
export function later(ms: number, run: () => void): Happening {
  return clock.after(ms, run);
}

globalThis.setTimeout = ((run: () => void, ms = 0) => clock.after(ms, run, undefined, true)) as never;
globalThis.clearTimeout = ((happening?: Happening) => {
  if (happening !== undefined) happening.isOver = true;
}) as never;
// Nobody reads the stacks of errors that are planned.
Error.stackTraceLimit = 0;
performance.now = () => clock.now;
Date.now = () => 1_700_000_000_000 + Math.floor(clock.now);
Math.random = () => random();
crypto.randomUUID = () => {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-${digits(4)}-${digits(4)}-${digits(12)}`;
};
