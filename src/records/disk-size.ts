/**
 * Parses a disk size in GB, such as `20`, `8.5`, `20G`, `8GB`, `32g`, `1T`, `512M` or `20 GiB`. An empty text and a
 * unit alone are 0, because a script may set `DISK_SIZE=G`.
 *
 * @returns `NaN` if the text is not a size.
 */
export function parseDiskSize(text: string): number {
  const [, digits, unit] = /^(\d{0,15}(?:\.\d{1,6})?)\s?([MGT]?)(?:I?B)?$/.exec(text.trim().toUpperCase()) ?? [];
  return Number(digits) * (unit === 'T' ? 1024 : unit === 'M' ? 1 / 1024 : 1);
}
