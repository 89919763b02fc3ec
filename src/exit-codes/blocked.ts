/** From, to; both included. */
export const BLOCKED_RANGES: readonly (readonly [number, number])[] = [
  [103, 111],
  [116, 121],
  [123, 123],
  [200, 200],
  [203, 227],
  [231, 231],
];

/**
 * Whether an installation that failed with this exit code was blocked: the host refused before the script ran, because
 * of a missing container id, too little storage, a wrong Proxmox version and the like. The codes are those of the
 * service's statistics. A blocked run says nothing about the script.
 *
 * @param code - The exit code of a failed installation. Anything else is not blocked.
 *
 * @example
 * ```ts
 * import { isBlocked } from '@community-scripts/telemetry/exit-codes';
 *
 * isBlocked(206); // true
 * isBlocked(127); // false
 * ```
 */
export function isBlocked(code: number | undefined): boolean {
  return code !== undefined && BLOCKED_RANGES.some(([from, to]) => code >= from && code <= to);
}
