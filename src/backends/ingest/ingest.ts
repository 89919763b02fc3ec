import { checkOptions, type Expectations } from '../../option-check.js';
import type { Backend } from '../backend.js';
import { aServerUrl, HTTP_EXPECTATIONS, type HttpOptions } from '../http-options.js';
import { ExecutionIds } from './execution-ids.js';
import type { IngestRequests } from './ingest-requests.js';

/** Where the community's scripts report today. */
export const DEFAULT_URL = 'https://telemetry.community-scripts.org/telemetry';

/** Where an ingest service is and what it is told. */
export interface IngestOptions extends HttpOptions {
  /** The URL reports are posted to, whole. @defaultValue {@link DEFAULT_URL} */
  url?: string | undefined;
  /**
   * 1: the 28 keys of `misc/api.func`. 2: the 33 of community-scripts/core, with `kernel_version`,
   * `app_version`, `failed_command`, `failed_line` and `gpu_passthrough` as yes or no.
   * @defaultValue `1`
   */
  payloadVersion?: 1 | 2 | undefined;
  /**
   * The exit codes with which a failure is reported as aborted. `signals`: 129, 130 and 143.
   * `declined`: also 113, 114, 122, 253 and 254, where somebody declined to go on, as
   * community-scripts/core does. @defaultValue `'signals'`
   */
  abortedExitCodes?: 'signals' | 'declined' | undefined;
}

const EXPECTATIONS: Expectations<keyof IngestOptions> = {
  url: aServerUrl,
  payloadVersion: [(value) => value === 1 || value === 2, 'expected 1 or 2'],
  abortedExitCodes: [(value) => value === 'signals' || value === 'declined', 'expected signals or declined'],
  ...HTTP_EXPECTATIONS,
};

/**
 * The backend for the community's ingest service.
 *
 * Each report is one POST of everything that is known. The service takes it into a queue, so that
 * the outcome is `accepted`; of one execution_id it keeps the first end, which is why a report may
 * be repeated. An update repeats what `create` sent through this backend, for the last 10,000
 * installations; a process that did not create gives it with `update({ record })`.
 *
 * What the service would refuse, or store as something else, is prevented: see the README,
 * "The ingest service". At most 60 reports leave in a minute, the service's limit for one address:
 * further ones wait, or fail as `unavailable` without having been sent. Clients of one process
 * share that limit where they share the backend.
 *
 * @throws TelemetryError `invalid-options`, naming every wrong option at once.
 *
 * @example
 * ```ts
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: ingest() });
 * ```
 */
export function ingest(options: IngestOptions = {}): Backend {
  const given = checkOptions('ingest', options, EXPECTATIONS);
  let loaded: IngestRequests | undefined;
  const requests = async (): Promise<IngestRequests> => {
    const { IngestRequests } = await import('./ingest-requests.js');
    return (loaded ??= new IngestRequests(given));
  };
  return {
    name: 'ingest',
    repeatable: { create: true, update: true },
    attempts: new ExecutionIds(),
    create: async (record, call) => (await requests()).create(record, call),
    update: async (target, call) => (await requests()).update(target, call),
  };
}
