// @ts-check
// Creates a record, looks one up and updates it, and prints what became of it: an installation in a process of its own,
// whose `NODE_EXTRA_CA_CERTS` says whom it trusts.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { nodeTransport } from '@community-scripts/telemetry/host';

const [baseUrl = '', random_id = '', over] = process.argv.slice(2);
const backend = pocketBase({ baseUrl, transport: over === 'node:https' ? nodeTransport({ env: {} }) : undefined });
const telemetry = () => new TelemetryClient({ consent: 'yes', backend, attempts: 2 });
const created = await telemetry().create({ type: 'lxc', nsapp: 'plex', random_id });
const updated = await telemetry().update({ random_id, exit_code: 127 });
console.log(JSON.stringify([created, updated].map(inShort)));

/** @param {typeof created | typeof updated} outcome */
function inShort(outcome) {
  if (outcome.outcome === 'failed') return `failed: ${outcome.error.code}, ${outcome.error.fate}`;
  return outcome.outcome === 'skipped' ? `skipped: ${outcome.reason}` : outcome.outcome;
}
