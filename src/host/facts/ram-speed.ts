/** The configured speed, else the highest one the module supports. */
const SPEEDS: readonly RegExp[] = [
  /^\s*Configured (?:Memory|Clock) Speed:\s*(\d{1,6})\b/m,
  /^\s*Speed:\s*(\d{1,6})\b/m,
];

/**
 * Parses the output of `dmidecode -t memory`. Takes the speed of the first module that has one: digits, in MT/s.
 *
 * @returns `undefined` if every module says `Unknown`, as in a nested VM.
 */
export function ramSpeedOf(dmidecode: string): string | undefined {
  return SPEEDS.map((speed) => speed.exec(dmidecode)?.[1]).find((digits) => digits !== undefined);
}
