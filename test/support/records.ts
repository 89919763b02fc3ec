import { randomUUID } from 'node:crypto';
import type { InstallationRecord } from '../../src/index.js';

/** An installation as a script reports it, with a random_id of its own. */
export function aRecord(own: Partial<InstallationRecord> = {}): InstallationRecord & { random_id: string } {
  return { type: 'lxc', nsapp: 'plex', random_id: randomUUID(), ...own } as InstallationRecord & { random_id: string };
}
