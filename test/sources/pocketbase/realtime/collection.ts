import { readRecord } from '../../../../src/sources/pocketbase/read-record.js';
import type { StoredRecord } from '../../../../src/sources/records/stored-record.js';

/** The fields that the server sets. */
const THE_SERVERS: readonly string[] = ['key', 'record_id', 'created', 'updated'];

const headers = { 'content-type': 'application/json' };

/** Writes to the collection of a server, as another process would. */
export function collectionOf(url: () => string): {
  create: (fields: Partial<StoredRecord> & { random_id: string }) => Promise<StoredRecord>;
  change: (id: string, fields: object) => Promise<void>;
  remove: (id: string) => Promise<void>;
} {
  const records = (): string => `${url()}/api/collections/_dev_telemetry_data/records`;
  const send = async (method: string, path: string, fields?: object): Promise<Response> => {
    const body = fields === undefined ? null : JSON.stringify(fields);
    const answer = await fetch(records() + path, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} was answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  return {
    async create(fields) {
      const own = Object.fromEntries(Object.entries(fields).filter(([field]) => !THE_SERVERS.includes(field)));
      const row = { type: 'lxc', ct_type: 1, nsapp: 'plex', ...own, status: spelled(fields.status ?? 'installing') };
      return readRecord(await (await send('POST', '', row)).json()) as StoredRecord;
    },
    async change(id, fields) {
      const { status } = fields as { status?: string };
      await send('PATCH', `/${id}`, { ...fields, ...(status && { status: spelled(status) }) });
    },
    async remove(id) {
      await send('DELETE', `/${id}`);
    },
  };
}

function spelled(status: string): string {
  return status === 'success' ? 'sucess' : status;
}
