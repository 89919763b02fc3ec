import telemetry = require('@community-scripts/telemetry');
import backends = require('@community-scripts/telemetry/backend');
import exitCodes = require('@community-scripts/telemetry/exit-codes');
import ingest = require('@community-scripts/telemetry/ingest');
import testing = require('@community-scripts/telemetry/testing');

const client = new telemetry.TelemetryClient({ consent: 'yes', backend: testing.memory() });
const updated: Promise<telemetry.UpdateOutcome> = client.update({ random_id: 'a-random-id', exit_code: 1 });
const text: string = exitCodes.explainExitCode(137);
const named: backends.Backend = { ...testing.memory(), name: new backends.TelemetryError('internal', 'x').code };
const service = new telemetry.TelemetryClient({ backend: ingest.ingest() });
export = { named, updated, text, service };
