// @ts-check
// Runs a piece of work and reports it, from start to end. Its result or error is passed through.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';

const run = promisify(execFile);
const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';
const telemetry = new TelemetryClient({
  consent: 'yes',
  backend: pocketBase({ baseUrl }),
  // Receives the outcome of each report, because track returns only the work's result.
  onEvent(event) {
    if (event.type === 'outcome') console.log(`${event.operation}: ${event.outcome.outcome}`);
  },
});

try {
  await telemetry.track({ type: 'addon', nsapp: 'netdata' }, ({ signal }) =>
    run(process.execPath, ['-e', 'process.exit(100)'], { signal }),
  );
} catch (error) {
  console.log(`The installer ended with ${/** @type {{ code?: number }} */ (error).code}.`);
}
