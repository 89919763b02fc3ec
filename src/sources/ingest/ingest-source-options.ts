import { aServerUrl } from '../../transport/http-options.js';
import { checkOptions, type Expectations } from '../../option-check.js';
import { HTTP_SOURCE_EXPECTATIONS, type HttpSourceOptions } from '../http/index.js';

/** Root URL of the community's ingest service. */
export const communityService = 'https://telemetry.community-scripts.org';

/** Options of {@link ingestRecords} and {@link ingestStatistics}. */
export interface IngestSourceOptions extends HttpSourceOptions {
  /**
   * Root URL of the service, without `/api`; it may have a path prefix and a trailing slash. `undefined` is refused, so
   * that an unset variable does not silently mean the community's service. @defaultValue {@link communityService}
   */
  baseUrl?: string;
}

const EXPECTATIONS: Expectations<keyof IngestSourceOptions> = { baseUrl: aServerUrl, ...HTTP_SOURCE_EXPECTATIONS };

/** The options with their defaults filled in. */
export interface ResolvedIngestSourceOptions extends HttpSourceOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
}

/** @throws TelemetryError `invalid-options`, naming every invalid option. */
export function resolveIngestSourceOptions(owner: string, options: IngestSourceOptions): ResolvedIngestSourceOptions {
  const { baseUrl = communityService, ...http } = checkOptions(owner, options, EXPECTATIONS);
  return { baseUrl: baseUrl.replace(/\/+$/, ''), ...http };
}
