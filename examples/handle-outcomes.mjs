// @ts-check
// No call throws. Each resolves to a value whose `outcome` says what happened.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }), deadlineMs: 5_000 });

/** @param {import('@community-scripts/telemetry').CreateOutcome | import('@community-scripts/telemetry').UpdateOutcome} result */
function tell(result) {
  switch (result.outcome) {
    case 'created':
      return `stored as ${result.record_id}`;
    case 'existing':
      return 'existed already';
    case 'updated':
      return result.late ? 'stored late, with its end' : 'updated';
    case 'accepted':
      return `accepted by the ${result.by}`;
    case 'skipped':
      return `not sent: ${result.reason}`;
    case 'failed':
      return `failed: ${result.error.code}, the write is ${result.error.fate}`;
  }
}

const created = await telemetry.create({ type: 'lxc', nsapp: 'jellyfin' });
console.log('create', tell(created).replace(/stored as .*/, 'stored'));
console.log('create', tell(await telemetry.create({ type: 'lxc', nsapp: 'jellyfin', random_id: created.random_id })));
console.log('update', tell(await telemetry.update({ random_id: created.random_id, status: 'done' })));
console.log('update', tell(await telemetry.update({ random_id: created.random_id, status: 'failed' })));
console.log('create', tell(await telemetry.create({ type: 'lxc', nsapp: '' })));
