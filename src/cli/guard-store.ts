import type { GuardStore } from '../update-guard.js';
import { FileGuardStore } from '../host/guards/file-guard-store.js';
import { defaultGuardFolder } from '../host/guards/private-folder.js';
import type { Server } from './server.js';
import { tell } from './output.js';

/** The guards of this user. Each ingest service has its own, because an end may be stored on one server only. */
export function guardsFor({ kind, url }: Server): GuardStore {
  const folder = process.env['TELEMETRY_GUARDS'];
  const guards = new FileGuardStore({
    ...(folder ? { folder } : {}),
    onDegraded: (error) => void tell(`guards are not shared between processes: ${(error as Error).message}`),
  });
  if (kind === 'pocketbase') return guards;
  return { claim: (random_id, ...claim) => guards.claim(`${url} ${random_id}`, ...claim) };
}

/**
 * The folder of the guards.
 *
 * @throws if the system does not know this user.
 */
export function guardFolder(): string {
  return process.env['TELEMETRY_GUARDS'] || defaultGuardFolder();
}
