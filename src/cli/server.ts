import type { Backend } from '../backends/backend.js';
import { pocketBase } from '../backends/pocketbase/index.js';
import type { Asked } from './parse-command-line.js';

/** The server that is reported to. */
export interface Server {
  readonly kind: 'pocketbase' | 'service';
  /** As it was given, be it no URL; `undefined` or empty for a PocketBase is the community's. */
  readonly url: string | undefined;
}

/**
 * The server an option names, else the variables: `TELEMETRY_URL`, by which the scripts of today name the
 * ingest service, before `PB_URL`.
 */
export function serverFor({ values: { service, url } }: Asked): Server {
  if (service !== undefined) return { kind: 'service', url: service };
  if (url !== undefined) return { kind: 'pocketbase', url };
  const { TELEMETRY_URL, PB_URL } = process.env;
  return TELEMETRY_URL ? { kind: 'service', url: TELEMETRY_URL } : { kind: 'pocketbase', url: PB_URL };
}

/** @throws TelemetryError `invalid-options`, where its URL is none. */
export async function backendFor({ kind, url }: Server): Promise<Backend> {
  if (kind === 'pocketbase') return pocketBase(url ? { baseUrl: url } : {});
  const { ingest } = await import('../backends/ingest/ingest.js');
  return ingest({ url: url ?? '' });
}

/** The variables by which a command that is run reports to the server an option names here. */
export function serverToJoin({ values: { service, url } }: Asked): Readonly<Record<string, string>> {
  if (service !== undefined) return { TELEMETRY_URL: service };
  return url === undefined ? {} : { PB_URL: url };
}
