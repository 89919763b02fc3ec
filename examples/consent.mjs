// @ts-check
// The caller decides about consent. This function is called for each report; any no wins.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';

function consent() {
  if (process.env['DO_NOT_TRACK'] !== undefined && process.env['DO_NOT_TRACK'] !== '0') return false;
  return process.env['DIAGNOSTICS'];
}

const telemetry = new TelemetryClient({ consent, backend: pocketBase({ baseUrl }) });
const outcome = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
console.log(outcome.outcome === 'skipped' ? `skipped: ${outcome.reason}` : outcome.outcome);
