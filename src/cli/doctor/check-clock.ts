import type { Finding } from './finding.js';

const FAR_OFF_MS = 60_000;

/** Checks that this machine's clock is within a minute of the server's. */
export function checkClock(serverAheadMs: number | undefined): Finding {
  const check = 'clock';
  if (serverAheadMs === undefined) return { check, verdict: 'note', says: 'unknown: the server sent no date' };
  if (Math.abs(serverAheadMs) <= FAR_OFF_MS) return { check, verdict: 'ok', says: "within a minute of the server's" };
  const seconds = Math.round(Math.abs(serverAheadMs) / 1_000);
  const says = `this machine is ${seconds} s ${serverAheadMs > 0 ? 'behind' : 'ahead of'} the server`;
  return { check, verdict: 'problem', says, advice: 'Set the clock, for example with: timedatectl set-ntp true' };
}
