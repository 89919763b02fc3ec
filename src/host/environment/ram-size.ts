import { parseDiskSize } from '../../records/disk-size.js';

const MB_PER_GB = 1024;

/**
 * Reads a size of memory in MB as people write it: `2048`, `2048M`, `2G`, `512MB`, `1.5 GiB`.
 * Without a unit it is in MB.
 *
 * @returns `undefined` where the text is no size.
 */
export function parseRamSize(text: string): number | undefined {
  const size = parseDiskSize(text);
  if (Number.isNaN(size)) return undefined;
  if (!/[a-z]/i.test(text)) return size;
  return /[mgt]/i.test(text) ? size * MB_PER_GB : undefined;
}
