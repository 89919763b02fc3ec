import { communityServer, DEFAULT_COLLECTION } from '../../backends/pocketbase/pocketbase-options.js';
import type { Answer } from '../../transport/exchange.js';
import { getJson, type ReadCall, refused, unexpected } from '../http/index.js';
import type { StoredRecord } from '../records/stored-record.js';
import type { PocketBaseRecordsOptions } from './pocketbase-records-options.js';
import { readMoment, readRecord, type Row } from './read-record.js';

/** What a list request asks for. */
export interface ListRequest {
  /** Empty for all records. */
  readonly filter: string;
  /** Columns, such as `-created,-id`. */
  readonly sort?: string;
  /** The columns of the answer; left out for all. */
  readonly columns?: readonly string[] | undefined;
  /** The server may give fewer: 500 up to 0.22, 1,000 later. */
  readonly perPage: number;
}

/** A page of records. */
export interface Page {
  readonly records: readonly StoredRecord[];
  /** Whether the page has as many records as the server gives at once, so that there may be more. */
  readonly isFull: boolean;
}

/** The read requests of one collection. */
export class CollectionRequests {
  readonly options: PocketBaseRecordsOptions;
  /** Its name, or its id. */
  readonly collection: string;
  /** URL of the server's API. */
  readonly api: string;

  constructor(options: PocketBaseRecordsOptions) {
    this.options = options;
    this.collection = options.collection ?? DEFAULT_COLLECTION;
    const { origin, pathname } = new URL(options.baseUrl ?? communityServer);
    this.api = `${origin}${pathname.replace(/\/+$/, '')}/api`;
  }

  /** Reads one page. */
  async page(request: ListRequest, call: ReadCall): Promise<Page> {
    const answer = await this.#list(request, 'skipTotal=1', call);
    const { items, perPage } = answer.json as { items: readonly unknown[]; perPage?: unknown };
    if (!Number.isInteger(perPage) || (perPage as number) < 1)
      throw unexpected(answer, 'without the size of its pages');
    const records = items.map(readRecord);
    if (!records.every((record) => record !== undefined)) {
      throw unexpected(answer, 'with a record that has no id, random_id or created');
    }
    return { records, isFull: records.length >= (perPage as number) };
  }

  /** Counts the records that a filter matches. */
  async count(filter: string, call: ReadCall): Promise<number> {
    const answer = await this.#list({ filter, columns: ['id'], perPage: 1 }, '', call);
    const { totalItems } = answer.json as { totalItems?: unknown };
    if (!Number.isSafeInteger(totalItems) || (totalItems as number) < 0) throw unexpected(answer, 'without a count');
    return totalItems as number;
  }

  /** Reads the last change that the server shows: when it was, and the id of the collection. Empty without a record. */
  async newest(call: ReadCall): Promise<{ readonly updated?: string; readonly collectionId?: string }> {
    // A record with a time to come, such as an imported one, would hide all changes until then.
    const request: ListRequest = {
      filter: 'updated<=@now',
      sort: '-updated',
      columns: ['updated', 'collectionId'],
      perPage: 1,
    };
    const answer = await this.#list(request, 'skipTotal=1', call);
    const [row] = (answer.json as { items: readonly (Row | null)[] }).items;
    const updated = readMoment(row?.['updated']);
    const collectionId = row?.['collectionId'];
    return { ...(updated && { updated }), ...(typeof collectionId === 'string' && { collectionId }) };
  }

  /** Asks whether the server answers. */
  async health(call: ReadCall): Promise<void> {
    const answer = await getJson({ ...this.options, attempts: 1 }, `${this.api}/health`, call);
    if (answer.status >= 400) throw refused(answer);
    if ((answer.json as Row | null)?.['code'] !== 200) throw unexpected(answer, 'not as PocketBase does');
  }

  /** Reads a list, and checks that it is one. */
  async #list({ filter, sort, columns, perPage }: ListRequest, rest: string, call: ReadCall): Promise<Answer> {
    const parameters = [
      `perPage=${perPage}`,
      ...(rest === '' ? [] : [rest]),
      ...(sort === undefined ? [] : [`sort=${sort}`]),
      ...(columns === undefined ? [] : [`fields=${columns.join()}`]),
      ...(filter === '' ? [] : [`filter=${encodeURIComponent(filter)}`]),
    ];
    const url = `${this.api}/collections/${this.collection}/records?${parameters.join('&')}`;
    const answer = await getJson(this.options, url, call);
    if (answer.status >= 400) throw refused(answer, this.#reasonOf(answer));
    if (!Array.isArray((answer.json as Row | null)?.['items'])) throw unexpected(answer, 'without a list of records');
    return answer;
  }

  /** The likely reason of a refusal. */
  #reasonOf({ status }: Answer): string {
    const collection = `the collection \`${this.collection}\``;
    if (status === 400) return `: does ${collection} have the fields of installation records, \`created\` included?`;
    if (status === 401) return ': is the token in `headers` right?';
    if (status === 403) return `: the list rule of ${collection} does not allow it`;
    return status === 404 ? `: does ${collection} exist there?` : '';
  }
}
