// @ts-check
import { fileURLToPath } from 'node:url';

/** Path of a file below `programs`. @param {string} name */
export function programFile(name) {
  return fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
}
