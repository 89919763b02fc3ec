import { parseDiskSize } from '../../records/disk-size.js';

const MB_PER_GB = 1024;

/**
 * Parses a memory size in MB, such as `2048`, `2048M`, `2G`, `512MB` or `1.5 GiB`. MB without a unit.
 *
 * @returns `undefined` if the text is not a size.
 */
export function parseRamSize(text: string): number | undefined {
  const size = parseDiskSize(text);
  if (Number.isNaN(size)) return undefined;
  if (!/[a-z]/i.test(text)) return size;
  return /[mgt]/i.test(text) ? size * MB_PER_GB : undefined;
}
