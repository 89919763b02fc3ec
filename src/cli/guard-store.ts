import type { GuardStore } from '../update-guard.js';
import { FileGuardStore } from '../host/guards/file-guard-store.js';
import { defaultGuardFolder } from '../host/guards/private-folder.js';
import type { Server } from './server.js';
import { tell } from './output.js';

/** The guards of this machine. A service's are its own: of an end PocketBase has, the service may know nothing. */
export function guardsFor({ kind, url }: Server): GuardStore {
  const folder = process.env['TELEMETRY_GUARDS'];
  const guards = new FileGuardStore({
    ...(folder ? { folder } : {}),
    onDegraded: (error) => void tell(`telemetry: each process reports for itself: ${(error as Error).message}`),
  });
  if (kind === 'pocketbase') return guards;
  return { claim: (random_id, ...claim) => guards.claim(`${url} ${random_id}`, ...claim) };
}

/**
 * Where they lie.
 *
 * @throws where the system does not know this user.
 */
export function guardFolder(): string {
  return process.env['TELEMETRY_GUARDS'] || defaultGuardFolder();
}
