import { isTelemetryError, TelemetryError } from '../../errors.js';
import { nodeTransport } from '../../host/transport/node-transport.js';
import { pocketBaseRecords } from '../../sources/pocketbase/index.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import { complain } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { serverFor } from '../server.js';

/** Exit codes: reading failed; the command line is invalid. */
const [FAILED, USAGE] = [1, 2] as const;

/** The source at the server of the options and variables. @throws TelemetryError `invalid-options` */
function recordsSourceFor(asked: Asked): RecordsSource {
  const { kind, url, namedBy } = serverFor(asked);
  if (kind === 'service')
    throw new TelemetryError('invalid-options', `Records are read from a PocketBase, not from ${namedBy}: give --url`);
  return pocketBaseRecords({ ...(url !== undefined && { baseUrl: url }), transport: nodeTransport() });
}

/** Reads from the server; says what went wrong. Resolves to the exit code. */
export async function readFrom(asked: Asked, read: (source: RecordsSource) => Promise<void>): Promise<number> {
  try {
    await read(recordsSourceFor(asked));
    return 0;
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    await complain(error.message, 'bad');
    return error.code === 'invalid-query' || error.code === 'invalid-options' ? USAGE : FAILED;
  }
}
