import type { CallOptions } from '../../deadline.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import type { Store } from '../../stores/store.js';
import type { Answer } from '../answers.js';
import type { Intake } from '../intake.js';
import type { BodyLimits } from '../read-body.js';
import { pickFields, toCollectionRecord } from './collection-record.js';
import { found, notFound } from './pocketbase-answers.js';

/** The limit of each read of the store. */
export const READ: CallOptions = { deadlineMs: 10_000 };

/** What the requests for one collection need. */
export interface CollectionContext {
  readonly store: Store;
  readonly intake: Intake;
  readonly limits: BodyLimits;
  readonly collection: string;
}

/** One request of a client. */
export interface CollectionRequest {
  readonly request: Request;
  readonly parameters: URLSearchParams;
  /** PocketBase's id of a record; left out for the collection. */
  readonly id: string | undefined;
  /** The client's name for limits; left out if it has none. */
  readonly client: string | undefined;
  /** Whether the client may read records. */
  readonly mayRead: boolean;
}

/** Answers with a record, in the fields that the request names. */
export function shown(
  { parameters }: CollectionRequest,
  record: StoredRecord | undefined,
  { collection }: CollectionContext,
): Answer {
  if (record === undefined) return notFound();
  return found(pickFields(toCollectionRecord(record, collection), parameters.get('fields')));
}
