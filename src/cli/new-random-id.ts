import { readFileSync } from 'node:fs';
import { makeRandomId } from '../records/make-random-id.js';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Makes a random_id: a UUID of Linux if there is one, since the runtime's own takes milliseconds to load. */
export function newRandomId(): string {
  try {
    const uuid = readFileSync('/proc/sys/kernel/random/uuid', 'latin1').trim();
    if (UUID.test(uuid)) return uuid;
  } catch {
    // Another system, or a root without /proc.
  }
  return makeRandomId();
}
