import { parseDiskSize } from '../../records/disk-size.js';

const INTEGER = /^[+-]?\d{1,15}(?:\.\d{1,9})?$/;
const RAM_SIZE = /^(\d{1,15}(?:\.\d{1,9})?)\s?([KMGT])(?:I?B)?$/;
/** MB in one unit. */
const MEGABYTES: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 };

/** Reads a text. A number and a flag become their text; anything else is empty. */
export function readText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Reads a flag, also as a text or a number; `undefined` if it is none of them. */
export function readFlag(value: unknown): boolean | undefined {
  const text = readText(value).trim().toLowerCase();
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined;
}

/**
 * Reads an integer, also as a text such as `007`. A fraction is cut off, as the service does.
 *
 * @returns `undefined` if it is not set, or not a number.
 */
export function readInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.trunc(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return INTEGER.test(text) ? Math.trunc(Number(text)) : undefined;
}

/** Reads a number of cores, also with a word after it: `4c`. */
export function readCores(value: unknown): number | undefined {
  return readInteger(typeof value === 'string' ? value.replace(/(?<=\d)\s?[A-Za-z]{1,8}\s*$/, '') : value);
}

/** Reads a disk size in GB, also as a text with a unit: `20G`, `1T`, `512M`. */
export function readDiskSize(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/[A-Za-z]/.test(value)) return readInteger(value);
  const size = parseDiskSize(value);
  return Number.isNaN(size) ? undefined : size;
}

/** Reads a size of memory in MB, also as a text with a unit: `2048M`, `2G`. */
export function readRamSize(value: unknown): number | undefined {
  const [, amount, unit] = RAM_SIZE.exec(typeof value === 'string' ? value.trim().toUpperCase() : '') ?? [];
  return unit === undefined ? readInteger(value) : Math.trunc(Number(amount) * (MEGABYTES[unit] as number));
}
