import { checkOptions } from '../../option-check.js';
import type { Backend } from '../backend.js';
import { communityServer, POCKETBASE_EXPECTATIONS, type PocketBaseOptions } from './pocketbase-options.js';
import type { PocketBaseRequests } from './pocketbase-requests.js';

/**
 * Makes the backend for a PocketBase server: version 0.22, and 0.23 or later. See the guide *Your own PocketBase*.
 *
 * Both reports can be retried: `random_id` is unique in the collection, and a repeated update has the same values.
 * Stored differently than reported: `success` as `sucess`, `aborted` as `unknown`, a privileged container
 * (`ct_type` 0) as 1, and `error` without control characters and cut to 5,000 code points.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 *
 * @example
 * ```ts
 * import { pocketBase } from '@community-scripts/telemetry';
 *
 * const backend = pocketBase({ baseUrl: 'https://pb.example.org', headers: { Authorization: 'token' } });
 * ```
 */
export function pocketBase(options: PocketBaseOptions = {}): Backend {
  const given = checkOptions('pocketBase', options, POCKETBASE_EXPECTATIONS);
  let loaded: PocketBaseRequests | undefined;
  const load = async (): Promise<PocketBaseRequests> => {
    const { PocketBaseRequests } = await import('./pocketbase-requests.js');
    return (loaded ??= new PocketBaseRequests(given));
  };
  return {
    name: 'pocketbase',
    url: given.baseUrl ?? communityServer,
    repeatable: { create: true, update: true },
    // The collection has no `aborted`.
    storedStatus: (status) => (status === 'aborted' ? 'unknown' : status),
    create: (record, call) => loaded?.create(record, call) ?? load().then((requests) => requests.create(record, call)),
    update: (target, call) => loaded?.update(target, call) ?? load().then((requests) => requests.update(target, call)),
    find: (random_id, call) =>
      loaded?.find(random_id, call) ?? load().then((requests) => requests.find(random_id, call)),
  };
}
