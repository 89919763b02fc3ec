import { type CreateOutcome, TelemetryClient } from '@community-scripts/telemetry';
import type { Backend } from '@community-scripts/telemetry/backend';
import { explainExitCode, todayCatalogue } from '@community-scripts/telemetry/exit-codes';
import { describeFailure } from '@community-scripts/telemetry/failure';
import { FileGuardStore } from '@community-scripts/telemetry/host';
import { ingest } from '@community-scripts/telemetry/ingest';
import { memory } from '@community-scripts/telemetry/testing';

const backend: Backend = memory();
const client = new TelemetryClient({ backend, guards: new FileGuardStore(), catalogue: todayCatalogue });
const created: Promise<CreateOutcome> = client.create({ type: 'lxc', nsapp: 'plex' });
const texts: string[] = [explainExitCode(137), describeFailure({ exitCode: 1 })];
const service = new TelemetryClient({ backend: ingest() });
export { created, service, texts };
