// @ts-check
// The end is reported by another process, which knows nothing but the random_id.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';
const random_id = process.argv[2] ?? process.env['RANDOM_UUID'] ?? '';
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });

// Of a word that is none of them `unknown` is made.
const status = /** @type {import('@community-scripts/telemetry').GivenStatus} */ (process.argv[3] ?? 'failed');
const outcome = await telemetry.update({ random_id, status, exit_code: process.argv[4] });
console.log(outcome.outcome === 'skipped' ? `skipped: ${outcome.reason}` : outcome.outcome);
