import type { Answer } from '../answers.js';
import { pickFields, toCollectionRecord } from './collection-record.js';
import { type CollectionContext, type CollectionRequest, READ } from './collection-request.js';
import { lookedUpId } from './lookup-filter.js';
import { found, notUnderstood } from './pocketbase-answers.js';

/** What a client may know that knows the random_id, where reading is closed. */
const LOOKUP_FIELDS: readonly string[] = ['id', 'random_id', 'status'];
const USUAL_PER_PAGE = 30;
const MOST_PER_PAGE = 1_000;

/** Finds a record by its random_id: the one list that clients ask for. */
export async function lookUpRecord(
  { parameters, mayRead }: CollectionRequest,
  { store, collection }: CollectionContext,
): Promise<Answer> {
  const random_id = lookedUpId(parameters.get('filter') ?? '');
  const page = integerIn(parameters.get('page'), 1);
  const perPage = integerIn(parameters.get('perPage'), USUAL_PER_PAGE);
  const skipTotal = flagIn(parameters.get('skipTotal'));
  if (random_id === undefined || page === undefined || perPage === undefined || skipTotal === undefined)
    return notUnderstood();

  const record = await store.records.get(random_id, READ);
  const isFound = record?.random_id === random_id;
  const shown = isFound ? toCollectionRecord(record, collection) : {};
  const allowed = Object.entries(shown).filter(([name]) => mayRead || LOOKUP_FIELDS.includes(name));
  const item = pickFields(Object.fromEntries(allowed), parameters.get('fields'));
  const total = skipTotal ? -1 : Number(isFound);
  return found({
    items: isFound && page <= 1 ? [item] : [],
    page: Math.max(1, page),
    perPage: perPage < 1 ? USUAL_PER_PAGE : Math.min(perPage, MOST_PER_PAGE),
    totalItems: total,
    totalPages: total,
  });
}

function integerIn(text: string | null, otherwise: number): number | undefined {
  if (text === null || text === '') return otherwise;
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function flagIn(text: string | null): boolean | undefined {
  const word = (text ?? '').toLowerCase();
  if (['', '0', 'f', 'false'].includes(word)) return false;
  return ['1', 't', 'true'].includes(word) ? true : undefined;
}
