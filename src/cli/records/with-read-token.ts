import { guarded, TelemetryError } from '../../errors.js';
import type { Transport } from '../../transport/transport.js';

/** The variable with the token that a collector asks of its readers. */
const VARIABLE = 'TELEMETRY_READ_TOKEN';

/**
 * Adds the token of `TELEMETRY_READ_TOKEN` to requests to this server, and to no other one, where a redirect may lead.
 *
 * @throws TelemetryError `invalid-options` if a header cannot carry it.
 */
export function withReadToken(transport: Transport, serverUrl: string): Transport {
  const token = process.env[VARIABLE];
  if (!token) return transport;
  if (!/^[\x21-\x7E]+$/.test(token))
    throw new TelemetryError('invalid-options', `${VARIABLE}: expected characters of ASCII without blanks`);
  // The source refuses a URL that is not valid.
  const origin = guarded(() => new URL(serverUrl).origin);
  return {
    send: (request) => {
      const isOurs = new URL(request.url).origin === origin;
      const headers = isOurs ? { ...request.headers, authorization: `Bearer ${token}` } : request.headers;
      return transport.send({ ...request, headers });
    },
  };
}

/** What to do if a server refused to be read; empty where it did not. */
export function adviceToReader(status: number | undefined): string {
  if (status !== 401) return '';
  const isGiven = Boolean(process.env[VARIABLE]);
  return isGiven ? `. It does not accept the token in ${VARIABLE}` : `. Reading needs its token in ${VARIABLE}`;
}
