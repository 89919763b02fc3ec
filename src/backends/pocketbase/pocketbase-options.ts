import type { Expectations } from '../../option-check.js';
import { aServerUrl, HTTP_EXPECTATIONS, type HttpOptions } from '../http-options.js';

/**
 * The community's PocketBase, over https: the shell client began with http and was corrected the
 * same day, because the redirect to https ate the bodies.
 */
export const communityServer = 'https://db.community-scripts.org';

/** The collection of the contract. */
export const DEFAULT_COLLECTION = '_dev_telemetry_data';

/** Where a PocketBase is and how it is spoken to. */
export interface PocketBaseOptions extends HttpOptions {
  /**
   * Root URL of the server, without `/api`; a path prefix and a trailing slash are fine. An unset variable is refused,
   * so that it does not mean the community's server: `process.env.PB_URL ?? communityServer`.
   * @defaultValue {@link communityServer}
   */
  baseUrl?: string;
  /** Name or id of the collection; not `undefined`. @defaultValue {@link DEFAULT_COLLECTION} */
  collection?: string;
}

/** What they must be. */
export const POCKETBASE_EXPECTATIONS: Expectations<keyof PocketBaseOptions> = {
  baseUrl: aServerUrl,
  collection: [
    (value) => typeof value === 'string' && /^\w{1,255}$/.test(value),
    'expected letters, digits and _',
    true,
  ],
  ...HTTP_EXPECTATIONS,
};
