import { aServerUrl } from '../../transport/http-options.js';
import { checkOptions, type Expectations } from '../../option-check.js';
import { HTTP_SOURCE_EXPECTATIONS, type HttpSourceOptions } from '../http/index.js';
import type { SourceNameOption } from '../records/source-name.js';

/** Root URL of the community's ingest service. */
export const communityService = 'https://telemetry.community-scripts.org';

/** Options of {@link ingestStatistics}, and of {@link ingestRecords}. */
export interface IngestSourceOptions extends HttpSourceOptions {
  /**
   * Root URL of the service, without `/api`; it may have a path prefix and a trailing slash. `undefined` is refused, so
   * that an unset variable does not silently mean the community's service. @defaultValue {@link communityService}
   */
  baseUrl?: string;
}

/** Options of {@link ingestRecords}. */
export interface IngestRecordsOptions extends IngestSourceOptions, SourceNameOption {}

const EXPECTATIONS: Expectations<keyof IngestSourceOptions> = { baseUrl: aServerUrl, ...HTTP_SOURCE_EXPECTATIONS };

/** The options with their defaults filled in. */
export interface ResolvedIngestSourceOptions extends HttpSourceOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
}

/**
 * Checks options and fills in defaults.
 *
 * @param ownExpectations - The checks of options that only this owner has.
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 */
export function resolveIngestSourceOptions<Options extends IngestSourceOptions>(
  owner: string,
  options: Options,
  ownExpectations: Expectations<Exclude<keyof Options & string, keyof IngestSourceOptions>>,
): Omit<Options, 'baseUrl'> & ResolvedIngestSourceOptions {
  const { baseUrl = communityService, ...others } = checkOptions(owner, options, {
    ...EXPECTATIONS,
    ...ownExpectations,
  });
  return { ...others, baseUrl: baseUrl.replace(/\/+$/, '') };
}
