import { guarded } from '../errors.js';

/** Longest chain of redirects that is followed. */
export const MAX_REDIRECTS = 5;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Where a redirect may lead a record: the same host name, never from https to http, and the same
 * port or the target scheme's default one.
 *
 * @returns `undefined` where the answer is no redirect or may not be followed.
 * @see the contract, quirk 5: an http → https redirect ate the bodies of the shell client.
 */
export function redirectTarget(from: string, status: number, location: string | null): string | undefined {
  if (!REDIRECTS.includes(status) || location === null) return undefined;
  const source = new URL(from);
  const target = guarded(() => new URL(location, from));
  if (target === undefined || target.username !== '' || target.password !== '') return undefined;
  const schemeKept = target.protocol === source.protocol || `${source.protocol}${target.protocol}` === 'http:https:';
  // URL leaves the port empty where it is the scheme's default.
  const portKept = target.port === source.port || target.port === '';
  return schemeKept && portKept && target.hostname === source.hostname ? target.href : undefined;
}
