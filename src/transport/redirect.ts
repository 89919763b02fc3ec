import { guarded } from '../errors.js';

/** Maximum number of redirects that are followed. */
export const MAX_REDIRECTS = 5;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Returns the target of a redirect that may be followed with the same method and body: same host name, never from https
 * to http, same port or the scheme's default port.
 *
 * @returns `undefined` if the answer is not a redirect or must not be followed.
 */
export function redirectTarget(from: string, status: number, location: string | null): string | undefined {
  if (!REDIRECTS.includes(status) || location === null) return undefined;
  const source = new URL(from);
  const target = guarded(() => new URL(location, from));
  if (target === undefined || target.username !== '' || target.password !== '') return undefined;
  const schemeKept = target.protocol === source.protocol || `${source.protocol}${target.protocol}` === 'http:https:';
  // URL leaves the port empty if it is the scheme's default.
  const portKept = target.port === source.port || target.port === '';
  return schemeKept && portKept && target.hostname === source.hostname ? target.href : undefined;
}
