// @ts-check
// Reports the end from another process, which has only the random_id.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';
const random_id = process.argv[2] ?? process.env['RANDOM_UUID'] ?? '';
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });

// Any other word becomes `unknown`.
const status = /** @type {import('@community-scripts/telemetry').GivenStatus} */ (process.argv[3] ?? 'failed');
const outcome = await telemetry.update({ random_id, status, exit_code: process.argv[4] });
console.log(outcome.outcome === 'skipped' ? `skipped: ${outcome.reason}` : outcome.outcome);
