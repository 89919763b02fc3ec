// @ts-check
// Moves from PocketBase to the ingest service: the same calls, another backend. Meanwhile both get every report.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { ingest } from '@community-scripts/telemetry/ingest';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';
const url = process.env['INGEST_URL'] ?? 'http://127.0.0.1:8080/telemetry';

// Before: pocketBase({ baseUrl }). After: ingest({ url }). Meanwhile, one client for each.
const before = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });
const after = new TelemetryClient({ consent: 'yes', backend: ingest({ url }) });

// One record for both. The PocketBase backend does not send the service's own fields.
const random_id = crypto.randomUUID();
/** @type {import('@community-scripts/telemetry').InstallationRecord} */
const record = {
  random_id,
  type: 'lxc',
  nsapp: 'plex',
  os_type: 'archlinux',
  disk_size: '8G',
  arch: 'amd64',
  repo_source: 'ProxmoxVE',
};

// Each client has its own outcome and does not wait for the other.
const created = await Promise.all([before.create(record), after.create(record)]);
show('create', created);

/** @type {import('@community-scripts/telemetry').InstallationUpdate} */
const end = { random_id, status: 'failed', exit_code: 127, record: { install_duration: 61 } };
const updated = await Promise.all([before.update(end), after.update(end)]);
show('update', updated);

// A second attempt: the service stores it separately, PocketBase has one record per random_id.
const again = await Promise.all([before, after].map((client) => client.create(record, { newAttempt: true })));
show('create of a second attempt', again);

/**
 * @param {string} call
 * @param {readonly (import('@community-scripts/telemetry').CreateOutcome | import('@community-scripts/telemetry').UpdateOutcome)[]} outcomes
 */
function show(call, outcomes) {
  const [pocketBaseSays, serviceSays] = outcomes.map((one) => (one.outcome === 'skipped' ? one.reason : one.outcome));
  console.log(`${call}: PocketBase ${pocketBaseSays}, service ${serviceSays}`);
}
