// @ts-check
// Reports one installation, from start to end.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });

const created = await telemetry.create({
  type: 'lxc',
  nsapp: 'plex',
  os_type: 'debian',
  os_version: '12',
  core_count: 2,
  ram_size: 2048,
  disk_size: '8G',
});
console.log(`create: ${created.outcome === 'failed' ? created.error.message : created.outcome}`);

// … the installation runs …

const updated = await telemetry.update({ random_id: created.random_id, status: 'done' });
console.log(`update: ${updated.outcome === 'failed' ? updated.error.message : updated.outcome}`);
