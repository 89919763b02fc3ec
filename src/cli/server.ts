import type { Backend } from '../backends/backend.js';
import { communityServer, pocketBase } from '../backends/pocketbase/index.js';
import type { Asked } from './parse-command-line.js';

/** The server that is reported to, and the option or variable that names it. URLs are as they were given, valid or not. */
export type Server =
  | { readonly kind: 'service'; readonly url: string; readonly namedBy: '--service' | 'TELEMETRY_URL' }
  | { readonly kind: 'pocketbase'; readonly url: string; readonly namedBy: '--url' | 'PB_URL' }
  | { readonly kind: 'pocketbase'; readonly url: undefined; readonly namedBy: undefined }; // the community's

/**
 * The server an option names, else the variables: `TELEMETRY_URL`, by which the scripts of today name the
 * ingest service, before `PB_URL`.
 */
export function serverFor({ values: { service, url } }: Asked): Server {
  if (service !== undefined) return { kind: 'service', url: service, namedBy: '--service' };
  if (url !== undefined) return { kind: 'pocketbase', url, namedBy: '--url' };
  const { TELEMETRY_URL, PB_URL } = process.env;
  if (TELEMETRY_URL) return { kind: 'service', url: TELEMETRY_URL, namedBy: 'TELEMETRY_URL' };
  if (PB_URL) return { kind: 'pocketbase', url: PB_URL, namedBy: 'PB_URL' };
  return { kind: 'pocketbase', url: undefined, namedBy: undefined };
}

/** @throws TelemetryError `invalid-options`, where its URL is not one. */
export async function backendFor({ kind, url }: Server): Promise<Backend> {
  if (kind === 'pocketbase') return pocketBase(url === undefined ? {} : { baseUrl: url });
  const { ingest } = await import('../backends/ingest/ingest.js');
  return ingest({ url: url ?? '' });
}

/** A server whose URL is valid, and what names it. */
export function serverInWords({ kind, url, namedBy }: Server): string {
  if (namedBy === undefined) return `${communityServer}, the community's PocketBase: nothing names another server`;
  return `${url}, the ${kind === 'service' ? 'ingest service' : 'PocketBase'} of ${namedBy}`;
}

/** The variables by which a command that is run reports to the server an option names here. */
export function serverToJoin({ values: { service, url } }: Asked): Readonly<Record<string, string>> {
  if (service !== undefined) return { TELEMETRY_URL: service };
  return url === undefined ? {} : { PB_URL: url };
}
