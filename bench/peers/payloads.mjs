// @ts-check
import { randomUUID } from 'node:crypto';

export const RECORDS = '/api/collections/_dev_telemetry_data/records';

/** What a client sends when an installation begins. */
export function aBeginning() {
  return {
    random_id: randomUUID(),
    type: 'lxc',
    nsapp: 'plex',
    status: 'installing',
    ct_type: 1,
    disk_size: 8,
    core_count: 2,
    ram_size: 2048,
    os_type: 'debian',
    os_version: '12',
    pve_version: '',
    method: 'default',
    error: '',
    exit_code: 0,
  };
}

/** What a client sends when it has ended. */
export const anEnd = { status: 'failed', exit_code: 127, error: 'Command not found' };
