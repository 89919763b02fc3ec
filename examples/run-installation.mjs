// @ts-check
// Runs an installer and reports it, with facts from this machine and its environment variables.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import {
  consentFromHost,
  endLike,
  FileGuardStore,
  hostFacts,
  recordFromEnvironment,
  runInstallation,
} from '@community-scripts/telemetry/host';

const telemetry = new TelemetryClient({
  consent: consentFromHost(),
  guards: new FileGuardStore({ folder: process.env['TELEMETRY_GUARDS'] }),
  backend: pocketBase({ baseUrl: process.env['PB_URL'] ?? 'http://127.0.0.1:8090' }),
});

const { record, problems } = recordFromEnvironment();
for (const { name, expected } of problems) console.log(`${name}: ${expected}`);
const { pve_version } = await hostFacts();

const run = await runInstallation('bash', ['-c', 'echo "installing $NSAPP"'], {
  telemetry,
  record: { ...record, pve_version },
});
console.log(`create: ${run.created.outcome}, update: ${run.updated.outcome}`);
endLike(run);
