import type { RecordStatus, StoredRecord } from '../../sources/records/stored-record.js';
import { HOSTILE_TEXTS } from '../hostile-texts.js';

const STATUSES: readonly RecordStatus[] = ['failed', 'success', 'failed', 'installing', 'aborted', 'failed', 'unknown'];
const EXIT_CODES = [100, 206, 102, 127, 1] as const;
const ENDED: readonly RecordStatus[] = ['failed', 'success', 'aborted', 'unknown'];
const FIRST_MS = Date.parse('2026-10-24T20:15:00.000Z');

/** Records of every kind: each field set and not set, equal values, several in one millisecond, hostile texts. */
export function contractRecords(): StoredRecord[] {
  const apps = ['plex', 'jellyfin', 'Plex', ...HOSTILE_TEXTS, 'plex', 'plex', 'jellyfin'];
  const statuses: RecordStatus[] = ['validation', 'configuring'];
  return apps.map((nsapp, place) => aRecord(nsapp, place, statuses[place - 3] ?? pick(STATUSES, place)));
}

function aRecord(nsapp: string, place: number, status: RecordStatus): StoredRecord {
  // Three in a row have one moment; ids are in another order than moments.
  const ms = FIRST_MS + Math.floor(place / 3) * 1_234_567;
  const random_id = `contract-${String((place * 7) % 37).padStart(2, '0')}`;
  const execution_id = place % 4 === 1 ? `execution-${place}` : undefined;
  const hasEnded = ENDED.includes(status);
  const isSet = place % 5 !== 0;
  return withoutUnset({
    key: execution_id ?? random_id,
    random_id,
    execution_id,
    nsapp,
    type: pick(['lxc', 'vm', 'lxc', 'addon', 'pve'], place),
    status,
    created: new Date(ms).toISOString(),
    updated: new Date(ms + place * 1500).toISOString(),
    error: status === 'failed' ? pick(HOSTILE_TEXTS, place) : undefined,
    exit_code: hasEnded ? (status === 'success' ? 0 : pick(EXIT_CODES, place)) : undefined,
    method: pick(['default', 'advanced', 'Default'], place),
    ct_type: pick([1, 2, 0, 1], place),
    os_type: pick(['debian', 'alpine', 'ubuntu', undefined], place),
    os_version: pick(['12', '13', '3.22', undefined], place),
    pve_version: pick(['8.3.2', '9.0.1'], place),
    disk_size: pick([4, 8, 16, undefined], place),
    core_count: pick([1, 2, undefined, 4], place),
    ram_size: pick([512, 2048, undefined], place),
    ...(isSet && {
      error_category: status === 'failed' ? pick(['network', 'storage'], place) : undefined,
      install_duration: hasEnded ? (place % 9) * 7 || undefined : undefined,
      failed_command: status === 'failed' ? pick(["echo 'a'", 'false'], place) : undefined,
      failed_line: status === 'failed' ? place : undefined,
      cpu_vendor: pick(['intel', 'amd'], place),
      cpu_model: pick(['N100', 'Ryzen 7'], place),
      gpu_vendor: pick(['intel', 'nvidia', 'unknown'], place),
      gpu_model: pick(['UHD', 'A2000'], place),
      gpu_passthrough: pick(['igpu', 'none'], place),
      ram_speed: pick(['2666', '3200'], place),
      arch: pick(['amd64', 'arm64'], place),
      platform: pick(['pve', 'incus'], place),
      has_arm: place % 2 === 0,
      repo_source: pick(['ProxmoxVE', 'ProxmoxVED'], place),
      repo_slug: pick(['community-scripts/ProxmoxVE', 'community-scripts/ProxmoxVED'], place),
      kernel_version: pick(['6.8.12', '6.14.8'], place),
      app_version: pick(['1.2', '1.10'], place),
    }),
  });
}

function pick<T>(values: readonly T[], place: number): T {
  return values[place % values.length] as T;
}

function withoutUnset(record: Record<keyof StoredRecord, unknown> | object): StoredRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as unknown as StoredRecord;
}
