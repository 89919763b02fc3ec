import type { Backend } from '../backend.js';
import { ExecutionIds } from './execution-ids.js';
import { type IngestOptions, resolveIngestOptions } from './ingest-options.js';
import type { IngestRequests } from './ingest-requests.js';

/**
 * The backend for the community's ingest service.
 *
 * Each report is one POST of everything that is known. The service takes it into a queue, so that
 * the outcome is `accepted`; of one execution_id it keeps the first end, which is why a report may
 * be repeated. An update repeats what `create` sent through this backend, and is of the attempt that
 * began last, for the last 10,000 installations; for others, and in a process that did not create,
 * both are given with `update({ record })`.
 *
 * What the service would refuse, or store as something else, is prevented: see the README,
 * "The ingest service". At most 60 reports leave in a minute, the service's limit for one address,
 * and none in the minute after it has answered 429: further ones wait in order of arrival, or fail as
 * `unavailable` without having been sent. Clients of one process share that limit where they share
 * the backend.
 *
 * @throws TelemetryError `invalid-options`, naming every wrong option at once.
 *
 * @example
 * ```ts
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: ingest() });
 * ```
 */
export function ingest(options: IngestOptions = {}): Backend {
  const resolved = resolveIngestOptions(options);
  let loaded: IngestRequests | undefined;
  const requests = async (): Promise<IngestRequests> => {
    const { IngestRequests } = await import('./ingest-requests.js');
    return (loaded ??= new IngestRequests(resolved));
  };
  return {
    name: 'ingest',
    repeatable: { create: true, update: true },
    attempts: new ExecutionIds(),
    ready: async (report, call) => (await requests()).ready(report, call),
    create: async (record, call) => (await requests()).create(record, call),
    update: async (target, call) => (await requests()).update(target, call),
  };
}
