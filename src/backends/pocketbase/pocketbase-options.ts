import type { Expectations } from '../../option-check.js';
import { aServerUrl, HTTP_EXPECTATIONS, type HttpOptions } from '../../transport/http-options.js';

/** Root URL of the community's PocketBase. It is https: the redirect from http loses the body of a POST. */
export const communityServer = 'https://db.community-scripts.org';

/** Name of the community's collection. */
export const DEFAULT_COLLECTION = '_dev_telemetry_data';

/** Options of {@link pocketBase}. */
export interface PocketBaseOptions extends HttpOptions {
  /**
   * Root URL of the server, without `/api`; it may have a path prefix and a trailing slash. `undefined` is refused, so
   * that an unset variable does not silently mean the community's server; write `process.env.PB_URL ?? communityServer`
   * if it should. @defaultValue {@link communityServer}
   */
  baseUrl?: string;
  /** Name or id of the collection. `undefined` is refused. @defaultValue {@link DEFAULT_COLLECTION} */
  collection?: string;
}

/** The checks of these options. */
export const POCKETBASE_EXPECTATIONS: Expectations<keyof PocketBaseOptions> = {
  baseUrl: aServerUrl,
  collection: [
    (value) => typeof value === 'string' && /^\w{1,255}$/.test(value),
    'expected letters, digits and _',
    true,
  ],
  ...HTTP_EXPECTATIONS,
};
