import { aServerUrl } from '../transport/http-options.js';
import { communityServer } from '../backends/pocketbase/pocketbase-options.js';
import { guarded } from '../errors.js';
import type { Asked } from './parse-command-line.js';

/** The server that gets the reports, and the option or variable that names it. The URL may be invalid. */
export type Server =
  | { readonly kind: 'service'; readonly url: string; readonly namedBy: '--service' | 'TELEMETRY_URL' }
  | { readonly kind: 'pocketbase'; readonly url: string; readonly namedBy: '--url' | 'PB_URL' }
  | { readonly kind: 'pocketbase'; readonly url: undefined; readonly namedBy: undefined }; // the community's

/**
 * Finds the server: an option, else `TELEMETRY_URL` (the ingest service in today's scripts), else `PB_URL`, else the
 * community's PocketBase.
 */
export function serverFor({ values: { service, url } }: Asked): Server {
  if (service !== undefined) return { kind: 'service', url: service, namedBy: '--service' };
  if (url !== undefined) return { kind: 'pocketbase', url, namedBy: '--url' };
  const { TELEMETRY_URL, PB_URL } = process.env;
  if (TELEMETRY_URL) return { kind: 'service', url: TELEMETRY_URL, namedBy: 'TELEMETRY_URL' };
  if (PB_URL) return { kind: 'pocketbase', url: PB_URL, namedBy: 'PB_URL' };
  return { kind: 'pocketbase', url: undefined, namedBy: undefined };
}

/** Whether reports can be sent to this server. */
export function isUrlValid({ url = communityServer }: Server): boolean {
  return guarded(() => aServerUrl[0](url)) === true;
}

/** The server's URL; `undefined` where it is not valid. */
export function urlOf({ url = communityServer }: Server): URL | undefined {
  return guarded(() => new URL(url));
}

/** Describes a server whose URL is valid, and where the URL comes from. */
export function serverInWords({ kind, url, namedBy }: Server): string {
  if (namedBy === undefined) return `${communityServer} (the community's PocketBase, as no other server is set)`;
  return `${url} (${kind === 'service' ? 'ingest service' : 'PocketBase'} from ${namedBy})`;
}

/** Variables with which a command that is run reports to the server of an option. */
export function serverToJoin({ values: { service, url } }: Asked): Readonly<Record<string, string>> {
  if (service !== undefined) return { TELEMETRY_URL: service };
  return url === undefined ? {} : { PB_URL: url };
}
