/**
 * Reads a disk size in GB as people write it: `20`, `8.5`, `20G`, `8GB`, `32g`, `1T`, `512M`, `20 GiB`.
 * Empty and a unit alone are 0, as the contract's `DISK_SIZE=G` is.
 *
 * @returns `NaN` where the text is no size.
 */
export function parseDiskSize(text: string): number {
  const [, digits, unit] = /^(\d{0,15}(?:\.\d{1,6})?)\s?([MGT]?)(?:I?B)?$/.exec(text.trim().toUpperCase()) ?? [];
  return Number(digits) * (unit === 'T' ? 1024 : unit === 'M' ? 1 / 1024 : 1);
}
