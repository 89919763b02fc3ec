import type { NewRecord } from '../records/record.js';
import { type Answer, exchange, type ExchangeRequest } from '../transport/exchange.js';
import { type Transport, type TransportFunction, toTransport } from '../transport/transport.js';
import type { Call, CreateResult, FoundRecord, UpdateResult, UpdateTarget } from './backend.js';
import { isFinalStoredStatus, toStoredPatch, toStoredRecord } from './collection-spelling.js';
import { equals } from './filter.js';
import { isAnothers, isObject, itemsOf, recordIdOf, refusal, saysNotUnique } from './pocketbase-answers.js';

/** Where the records are and how they are asked for. */
export interface PocketBaseServer {
  /** URL of the collection's records. */
  readonly records: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxAnswerBytes: number;
  /** Default: ofetch, loaded with the first request. */
  readonly transport: Transport | TransportFunction | undefined;
}

/** POSTs a record. `existing` where its random_id is taken. */
export async function createRecord(server: PocketBaseServer, record: NewRecord, call: Call): Promise<CreateResult> {
  const answer = await ask(server, { method: 'POST', url: server.records, body: toStoredRecord(record) }, call);
  const record_id = isStored(answer) && !isAnothers(answer, record.random_id) ? recordIdOf(answer) : undefined;
  if (record_id !== undefined) return { result: 'created', record_id };
  if (saysNotUnique(answer)) return { result: 'existing' };
  throw refusal(answer);
}

/** PATCHes a record by the server's id. `missing` where there is none, or a rule forbids it: both are 404. */
export async function updateRecord(
  server: PocketBaseServer,
  { random_id, record_id = '', patch }: UpdateTarget,
  call: Call,
): Promise<UpdateResult> {
  const url = `${server.records}/${encodeURIComponent(record_id)}`;
  const answer = await ask(server, { method: 'PATCH', url, body: toStoredPatch(patch) }, call);
  if (isStored(answer) && !isAnothers(answer, random_id) && recordIdOf(answer) === record_id) {
    return { result: 'updated', record_id };
  }
  if (answer.status === 404) return { result: 'missing' };
  throw refusal(answer);
}

/** Looks a record up by its random_id. */
export async function findRecord(
  server: PocketBaseServer,
  random_id: string,
  { withStatus = false, ...call }: Call & { readonly withStatus?: boolean },
): Promise<FoundRecord | undefined> {
  const filter = encodeURIComponent(equals('random_id', random_id));
  const fields = withStatus ? 'id,status' : 'id';
  const url = `${server.records}?filter=${filter}&fields=${fields}&perPage=1&skipTotal=1`;
  const answer = await ask(server, { method: 'GET', url }, call);

  const items = isStored(answer) ? itemsOf(answer) : undefined;
  if (items?.length === 0) return undefined;
  const found = items?.[0];
  const record_id = recordIdOf({ ...answer, json: found });
  if (record_id === undefined) throw refusal(answer);
  const final = withStatus && isObject(found) ? { final: isFinalStoredStatus(found['status']) } : {};
  return { record_id, ...final };
}

async function ask(
  { headers, maxAnswerBytes, transport }: PocketBaseServer,
  request: Pick<ExchangeRequest, 'method' | 'url' | 'body'>,
  { signal }: Call,
): Promise<Answer> {
  const carrier = transport ?? (await import('../transport/ofetch-transport.js')).ofetchTransport;
  return exchange(toTransport(carrier), { ...request, headers, maxAnswerBytes, signal });
}

/** PocketBase answers 200; the contract takes 201 too, and no other 2xx. */
function isStored({ status }: Answer): boolean {
  return status === 200 || status === 201;
}
