import telemetry = require('@community-scripts/telemetry');
import backends = require('@community-scripts/telemetry/backend');
import exitCodes = require('@community-scripts/telemetry/exit-codes');
import failure = require('@community-scripts/telemetry/failure');
import host = require('@community-scripts/telemetry/host');
import ingest = require('@community-scripts/telemetry/ingest');
import testing = require('@community-scripts/telemetry/testing');

const guards = new host.FileGuardStore();
const client = new telemetry.TelemetryClient({ consent: 'yes', backend: testing.memory(), guards });
const updated: Promise<telemetry.UpdateOutcome> = client.update({ random_id: 'a-random-id', exit_code: 1 });
const texts: string[] = [exitCodes.explainExitCode(137), failure.describeFailure({ exitCode: 1 })];
const named: backends.Backend = { ...testing.memory(), name: new backends.TelemetryError('internal', 'x').code };
const service = new telemetry.TelemetryClient({ backend: ingest.ingest() });
export = { named, updated, texts, service };
