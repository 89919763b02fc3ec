import { checkOptions, type Expectations } from '../../option-check.js';
import { aServerUrl, HTTP_EXPECTATIONS, type HttpOptions } from '../http-options.js';

/** Where the community's scripts report today. */
export const DEFAULT_URL = 'https://telemetry.community-scripts.org/telemetry';

/** Where an ingest service is and what it is told. */
export interface IngestOptions extends HttpOptions {
  /** The URL reports are posted to, whole; not `undefined`, as an unset variable is. @defaultValue {@link DEFAULT_URL} */
  url?: string;
  /**
   * 1: the 28 keys of `misc/api.func`, for the service of today. 2: the 33 of community-scripts/core, for
   * the service that follows it, with `kernel_version`, `app_version`, `failed_command`, `failed_line` and
   * `gpu_passthrough` as yes or no; the service of today takes it too, but stores nothing of the first
   * four and `gpu_passthrough` as unknown. @defaultValue `1`
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

/** The options, with nothing left open that has a default. */
export interface ResolvedIngestOptions extends HttpOptions {
  readonly url: string;
  readonly payloadVersion: 1 | 2;
  readonly abortedExitCodes: 'signals' | 'declined';
}

/** @throws TelemetryError `invalid-options`, naming every wrong option at once. */
export function resolveIngestOptions(options: IngestOptions): ResolvedIngestOptions {
  const {
    url = DEFAULT_URL,
    payloadVersion = 1,
    abortedExitCodes = 'signals',
    ...http
  } = checkOptions('ingest', options, EXPECTATIONS);
  return { url, payloadVersion, abortedExitCodes, ...http };
}
