import { pocketBase, TelemetryClient, type CreateOutcome } from '@community-scripts/telemetry';
import { type Backend, TelemetryError } from '@community-scripts/telemetry/backend';
import { clickhouse } from '@community-scripts/telemetry/clickhouse';
import { type Collector, collector } from '@community-scripts/telemetry/collector';
import { explainExitCode, todayCatalogue } from '@community-scripts/telemetry/exit-codes';
import { describeFailure } from '@community-scripts/telemetry/failure';
import { FileGuardStore, nodeTransport } from '@community-scripts/telemetry/host';
import { ingest, type IngestOptions } from '@community-scripts/telemetry/ingest';
import { countBy, type SourceEvent, topN } from '@community-scripts/telemetry/observe';
import { ingestRecords } from '@community-scripts/telemetry/sources/ingest';
import { pocketBaseRecords, type StoredRecord } from '@community-scripts/telemetry/sources/pocketbase';
import { type Store, sqlite } from '@community-scripts/telemetry/sqlite';
import { memory, memoryRecords, memoryStore, recordsSourceContract } from '@community-scripts/telemetry/testing';
import { outcomesBy, recordsQueryOptions, subscribeTo, toCsv } from '@community-scripts/telemetry/views';

const guards = new FileGuardStore();
const telemetry = new TelemetryClient({ consent: 'yes', backend: memory(), guards, catalogue: todayCatalogue });
const created: CreateOutcome = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
const random_id: string = created.random_id;
const texts: string[] = [explainExitCode(137), describeFailure({ exitCode: 1 })];
const options: IngestOptions = { payloadVersion: 2 };
await new TelemetryClient({ backend: ingest(options) }).create({ type: 'tool', nsapp: 'x' }, { newAttempt: true });
const named: Backend = { ...memory(), name: new TelemetryError('internal', 'named').code };
const overNode: Backend = pocketBase({ transport: nodeTransport() });

const source = pocketBaseRecords({ baseUrl: 'https://pb.example.org' });
// A query's fields are the fields of what comes back.
for await (const record of source.records({ status: 'failed', fields: ['nsapp', 'exit_code'] })) {
  const read: { key: string; nsapp: string; exit_code?: number } = record;
  texts.push(read.nsapp);
  // @ts-expect-error It was not asked for.
  texts.push(record.error);
}
const counted: [string, number][] = topN(
  countBy(await source.list(), ({ nsapp }) => nsapp),
  3,
  ([, count]) => count,
);
const outcomes = await outcomesBy(ingestRecords(), {}, ['nsapp']);
const rates: (number | undefined)[] = outcomes.map(({ failureRate }) => failureRate.rate);
const stop: () => void = subscribeTo(memoryRecords(), { nsapp: 'plex' }, () => undefined);
const { queryKey } = recordsQueryOptions(source, { status: 'failed' });
const told = (event: SourceEvent<StoredRecord>): string => (event.event === 'changed' ? event.item.nsapp : event.event);
const cases: string[] = recordsSourceContract(() => ({ source, seed: (records) => records })).map(({ name }) => name);
const storeAt = (path: string): Store => sqlite({ path, retentionDays: 30 });
const storeOf = (url: string): Store => clickhouse({ url, database: 'telemetry', retentionDays: 30 });
const collecting: Collector = collector({ store: memoryStore() });
const csv: string = toCsv([{ nsapp: 'plex' }]);
export {
  cases,
  collecting,
  counted,
  csv,
  named,
  overNode,
  queryKey,
  random_id,
  rates,
  stop,
  storeAt,
  storeOf,
  texts,
  told,
};
