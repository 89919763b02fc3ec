import { isTelemetryError } from '../../errors.js';
import { nodeTransport } from '../../host/transport/node-transport.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import { complain } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { serverFor } from '../server.js';
import { adviceToReader, withReadToken } from './with-read-token.js';

/** Exit codes: reading failed; the command line is invalid. */
const [FAILED, USAGE] = [1, 2] as const;

/** The source at the server of the options and variables. @throws TelemetryError `invalid-options` */
async function recordsSourceFor(asked: Asked): Promise<RecordsSource> {
  const { kind, url } = serverFor(asked);
  const transport = nodeTransport();
  if (kind === 'service') {
    const { ingestRecords } = await import('../../sources/ingest/ingest-records.js');
    const baseUrl = rootOf(url);
    return ingestRecords({ baseUrl, transport: withReadToken(transport, baseUrl) });
  }
  const { pocketBaseRecords } = await import('../../sources/pocketbase/pocketbase-records.js');
  return pocketBaseRecords(url === undefined ? { transport } : { baseUrl: url, transport });
}

/** The root of a service whose reports go to `/telemetry`. */
function rootOf(url: string): string {
  return url.replace(/\/telemetry\/*$/, '');
}

/** Reads from the server; says what went wrong. Resolves to the exit code. */
export async function readFrom(asked: Asked, read: (source: RecordsSource) => Promise<void>): Promise<number> {
  try {
    await read(await recordsSourceFor(asked));
    return 0;
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    await complain(`${error.message}${adviceToReader(error.status)}`, 'bad');
    return error.code === 'invalid-query' || error.code === 'invalid-options' ? USAGE : FAILED;
  }
}
