import { pocketBase, TelemetryClient, type TelemetryClientOptions, type TransportFunction } from '../../src/index.js';

export const BASE_URL = 'https://pb.example';

/** A client with consent on a PocketBase behind the given transport. */
export function aClient(transport: TransportFunction, own: TelemetryClientOptions = {}): TelemetryClient {
  return new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: BASE_URL, transport }), ...own });
}
