import { checkOptions, type Expectations } from '../../option-check.js';
import { aServerUrl, HTTP_EXPECTATIONS, type HttpOptions } from '../../transport/http-options.js';

/** URL of the community's ingest service. */
export const DEFAULT_URL = 'https://telemetry.community-scripts.org/telemetry';

/** Options of {@link ingest}. */
export interface IngestOptions extends HttpOptions {
  /** Full URL to which reports are posted. `undefined` is refused. @defaultValue {@link DEFAULT_URL} */
  url?: string;
  /**
   * 1: the 28 keys of `misc/api.func`, for today's service. 2: the 33 keys of community-scripts/core, for its
   * successor, with `kernel_version`, `app_version`, `failed_command`, `failed_line`, and `gpu_passthrough` as yes or
   * no. Today's service accepts version 2 as well, but drops the first four and stores `gpu_passthrough` as unknown.
   * @defaultValue `1`
   */
  payloadVersion?: 1 | 2 | undefined;
  /**
   * The exit codes of a failure that is reported as aborted. `signals`: 129, 130 and 143. `declined`: also 113, 114,
   * 122, 253 and 254, with which community-scripts/core says that the user declined. @defaultValue `'signals'`
   */
  abortedExitCodes?: 'signals' | 'declined' | undefined;
}

const EXPECTATIONS: Expectations<keyof IngestOptions> = {
  url: aServerUrl,
  payloadVersion: [(value) => value === 1 || value === 2, 'expected 1 or 2'],
  abortedExitCodes: [(value) => value === 'signals' || value === 'declined', 'expected signals or declined'],
  ...HTTP_EXPECTATIONS,
};

/** The options with their defaults filled in. */
export interface ResolvedIngestOptions extends HttpOptions {
  readonly url: string;
  readonly payloadVersion: 1 | 2;
  readonly abortedExitCodes: 'signals' | 'declined';
}

/** @throws TelemetryError `invalid-options`, naming every invalid option. */
export function resolveIngestOptions(options: IngestOptions): ResolvedIngestOptions {
  const {
    url = DEFAULT_URL,
    payloadVersion = 1,
    abortedExitCodes = 'signals',
    ...http
  } = checkOptions('ingest', options, EXPECTATIONS);
  return { url, payloadVersion, abortedExitCodes, ...http };
}
