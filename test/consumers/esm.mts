import { pocketBase, TelemetryClient, type CreateOutcome } from '@community-scripts/telemetry';
import { type Backend, TelemetryError } from '@community-scripts/telemetry/backend';
import { explainExitCode, todayCatalogue } from '@community-scripts/telemetry/exit-codes';
import { describeFailure } from '@community-scripts/telemetry/failure';
import { FileGuardStore, nodeTransport } from '@community-scripts/telemetry/host';
import { ingest, type IngestOptions } from '@community-scripts/telemetry/ingest';
import { memory } from '@community-scripts/telemetry/testing';

const guards = new FileGuardStore();
const telemetry = new TelemetryClient({ consent: 'yes', backend: memory(), guards, catalogue: todayCatalogue });
const created: CreateOutcome = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
const random_id: string = created.random_id;
const texts: string[] = [explainExitCode(137), describeFailure({ exitCode: 1 })];
const options: IngestOptions = { payloadVersion: 2 };
await new TelemetryClient({ backend: ingest(options) }).create({ type: 'tool', nsapp: 'x' }, { newAttempt: true });
const named: Backend = { ...memory(), name: new TelemetryError('internal', 'named').code };
const overNode: Backend = pocketBase({ transport: nodeTransport() });
export { named, overNode, random_id, texts };
