import type { Backend } from '../backend.js';
import { ExecutionIds } from '../execution-ids.js';
import { type IngestOptions, resolveIngestOptions } from './ingest-options.js';
import type { IngestRequests } from './ingest-requests.js';

/**
 * Makes the backend for the community's ingest service. See the guide *The ingest service*.
 *
 * Each report is one POST with all known values. The service queues it, so the outcome is `accepted`. It keeps the
 * first end of each execution_id, so reports can be retried. An update repeats the values that `create` sent through
 * this backend, and belongs to the latest attempt; this is remembered for the last 10,000 installations. For others,
 * and in another process, pass both to `update` as `record`.
 *
 * Values that the service would refuse or change are converted first. At most 60 reports are sent per minute, the
 * service's limit per address, and none for a minute after a 429. Further reports wait in order of arrival, or fail as
 * `unavailable` without being sent. Clients that share the backend share the limit.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { ingest } from '@community-scripts/telemetry/ingest';
 *
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: ingest() });
 * ```
 */
export function ingest(options: IngestOptions = {}): Backend {
  const resolved = resolveIngestOptions(options);
  let loaded: IngestRequests | undefined;
  const load = async (): Promise<IngestRequests> => {
    const { IngestRequests } = await import('./ingest-requests.js');
    return (loaded ??= new IngestRequests(resolved));
  };
  return {
    name: 'ingest',
    url: resolved.url,
    repeatable: { create: true, update: true },
    attempts: new ExecutionIds(),
    ready: async (report, call) => (loaded ?? (await load())).ready(report, call),
    create: async (record, call) => (loaded ?? (await load())).create(record, call),
    update: async (target, call) => (loaded ?? (await load())).update(target, call),
  };
}
