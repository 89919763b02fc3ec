const GB_PER_UNIT: Readonly<Record<string, number>> = { '': 1, M: 1 / 1024, G: 1, T: 1024 };

/**
 * Reads a disk size in GB as people write it: `20`, `8.5`, `20G`, `8GB`, `32g`, `1T`, `512M`, `20 GiB`.
 * Empty and a unit alone are 0, as the contract's `DISK_SIZE=G` is.
 *
 * @returns `undefined` where the text is no size.
 */
export function parseDiskSize(text: string): number | undefined {
  const match = /^(\d{0,15}(?:\.\d{1,6})?)\s?([MGT]?)(?:I?B)?$/.exec(text.trim().toUpperCase());
  const [, digits, unit] = match ?? [];
  const factor = GB_PER_UNIT[unit ?? ''];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
