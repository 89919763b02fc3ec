import { COLLECTION_TYPES } from '../../records/fields.js';
import { invalidField, notOneOf } from '../../records/invalid-field.js';
import type { CompleteRecord } from '../../records/record.js';
import { isRecordId } from '../../records/record-id.js';
import type { Answer } from '../../transport/exchange.js';
import { HttpSender } from '../../transport/http-sender.js';
import type { Call, CreateResult, FoundRecord, Lookup, UpdateResult, UpdateTarget } from '../backend.js';
import { isFinalStoredStatus, toStoredPatch, toStoredRecord } from './collection-spelling.js';
import { equals } from './filter.js';
import { isAnothers, isOwn, itemsOf, recordIdOf, refusal, saysNotUnique, textIn } from './pocketbase-answers.js';
import { communityServer, DEFAULT_COLLECTION, type PocketBaseOptions } from './pocketbase-options.js';

/** The requests of one PocketBase backend. Loaded with the first request, together with the default transport. */
export class PocketBaseRequests {
  readonly #http: HttpSender;
  readonly #collection: string;
  /** URL of the collection's records. */
  readonly #records: string;

  constructor(options: PocketBaseOptions) {
    this.#http = new HttpSender(options);
    const { origin, pathname } = new URL(options.baseUrl ?? communityServer);
    this.#collection = options.collection ?? DEFAULT_COLLECTION;
    this.#records = `${origin}${pathname.replace(/\/+$/, '')}/api/collections/${this.#collection}/records`;
  }

  /**
   * POSTs a record. `existing` if its random_id is taken.
   *
   * @throws TelemetryError `invalid-record` for a type that the collection does not have.
   */
  async create(record: CompleteRecord, call: Call): Promise<CreateResult> {
    if (!COLLECTION_TYPES.includes(record.type)) {
      throw invalidField('type', `${notOneOf(record.type, COLLECTION_TYPES)}, the types of PocketBase`);
    }
    const body = toStoredRecord(record);
    const answer = await this.#http.send({ method: 'POST', url: this.#records, body }, call);
    const record_id = isStored(answer) && !isAnothers(answer, record.random_id) ? recordIdOf(answer) : undefined;
    if (record_id !== undefined) return { result: 'created', record_id };
    if (saysNotUnique(answer)) return { result: 'existing' };
    throw refusal(answer, 'create', this.#collection);
  }

  /**
   * PATCHes a record by the server's id. `missing` if there is none or a rule forbids it: PocketBase answers 404 to
   * both.
   */
  async update({ random_id, record_id = '', patch }: UpdateTarget, call: Call): Promise<UpdateResult> {
    // Any other text could lead to another path.
    if (!isRecordId(record_id)) return { result: 'missing' };
    const url = `${this.#records}/${record_id}`;
    const answer = await this.#http.send({ method: 'PATCH', url, body: toStoredPatch(patch) }, call);
    if (isStored(answer) && !isAnothers(answer, random_id) && recordIdOf(answer) === record_id) {
      return { result: 'updated', record_id };
    }
    if (answer.status === 404) return { result: 'missing', ...(answer.isRedirected ? { inDoubt: true } : {}) };
    throw refusal(answer, 'update', this.#collection);
  }

  /**
   * Looks a record up by its random_id. Checks the record's random_id, because a proxy may drop the filter and a cache
   * may return another lookup's answer.
   */
  async find(
    random_id: string,
    { withStatus = false, idOnly = false, ...call }: Call & Lookup,
  ): Promise<FoundRecord | undefined> {
    const filter = encodeURIComponent(equals('random_id', random_id));
    const fields = ['id', ...(idOnly ? [] : ['random_id']), ...(withStatus ? ['status'] : [])].join();
    // The shell client's request also asks for the total count.
    const rest = idOnly ? '' : '&skipTotal=1';
    const url = `${this.#records}?filter=${filter}&fields=${fields}&perPage=1${rest}`;
    const answer = await this.#http.send({ method: 'GET', url }, call);

    const items = isStored(answer) ? itemsOf(answer) : undefined;
    if (items?.length === 0) return undefined;
    const found = { ...answer, json: items?.[0] };
    const record_id = recordIdOf(found);
    const isTaken = idOnly ? !isAnothers(found, random_id) : isOwn(found, random_id);
    if (record_id === undefined || !isTaken) throw refusal(answer, 'list', this.#collection);
    if (!withStatus) return { record_id };
    const status = textIn(found, 'status');
    if (status === undefined) throw refusal(answer, 'list', this.#collection);
    return { record_id, final: isFinalStoredStatus(status) };
  }
}

/** PocketBase answers 200; the shell client accepts 201 too, and no other 2xx. */
function isStored({ status }: Answer): boolean {
  return status === 200 || status === 201;
}
