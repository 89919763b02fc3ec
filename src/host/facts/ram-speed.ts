/** What the memory runs at, then, where no module says that, what it could. */
const SPEEDS: readonly RegExp[] = [
  /^\s*Configured (?:Memory|Clock) Speed:\s*(\d{1,6})\b/m,
  /^\s*Speed:\s*(\d{1,6})\b/m,
];

/**
 * Reads the output of `dmidecode -t memory`: digits, in MT/s, of the first module that has any.
 *
 * @returns `undefined` where every module says `Unknown`, as in a nested VM. That answer once aborted installations.
 * @see the contract, "ProxmoxVE (production)", 240f1f391
 */
export function ramSpeedOf(dmidecode: string): string | undefined {
  return SPEEDS.map((speed) => speed.exec(dmidecode)?.[1]).find((digits) => digits !== undefined);
}
