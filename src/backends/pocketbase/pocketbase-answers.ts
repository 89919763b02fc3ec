import { TelemetryError } from '../../errors.js';
import { isRecordId } from '../../records/record-id.js';
import type { Answer } from '../../transport/exchange.js';

// What the generations answer where an id is taken (the contract, PocketBase, sections 2.1 and 4).
const ID_IS_TAKEN: readonly string[] = [
  'validation_not_unique',
  'validation_invalid_id',
  'validation_pk_invalid',
  'validation_invalid_or_existing_id',
];

/** The id of the one record an answer consists of. Only a top-level text is one. */
export function recordIdOf(answer: Answer): string | undefined {
  const id = textIn(answer, 'id');
  return isRecordId(id) ? id : undefined;
}

/** Whether the answer's record is this installation's: it shows its random_id. */
export function isOwn(answer: Answer, random_id: string): boolean {
  return textIn(answer, 'random_id') === random_id;
}

/** Whether the answer's record is another installation's, as a page of records read as one would be. */
export function isAnothers(answer: Answer, random_id: string): boolean {
  return textIn(answer, 'random_id') !== undefined && !isOwn(answer, random_id);
}

/** A field of the one record an answer consists of; `undefined` where it is not a text. */
export function textIn({ json }: Answer, field: string): string | undefined {
  const value = isObject(json) && Object.hasOwn(json, field) ? json[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The records of a list; `undefined` where the answer is no list. */
export function itemsOf({ json }: Answer): readonly unknown[] | undefined {
  const items = isObject(json) ? json['items'] : undefined;
  return Array.isArray(items) ? items : undefined;
}

/** Whether a refused create says that the record is there already. */
export function saysNotUnique(answer: Answer): boolean {
  const fields = fieldsOf(answer);
  return (
    answer.status === 400 &&
    (fields['random_id'] === 'validation_not_unique' || ID_IS_TAKEN.includes(fields['id'] ?? ''))
  );
}

/**
 * The error for an answer that is no success. PocketBase says 400 without a field for most
 * things that go wrong inside it, so that such a write may have happened; so may one that was redirected.
 */
export function refusal(answer: Answer, rule: Rule, collection: string): TelemetryError {
  const { status, request, isRedirected } = answer;
  if (status < 400)
    return new TelemetryError(
      'unexpected-answer',
      `${request} answered ${status}, but not as PocketBase does: is there one at this URL?`,
      { status },
    );
  const fields = fieldsOf(answer);
  const names = Object.keys(fields);
  const why = names.length === 0 ? reasonOf(answer, rule, collection) : ` because of ${names.join(', ')}`;
  return new TelemetryError('rejected', `${request} was refused with ${status}${why}`, {
    status,
    fate: isRedirected || (status === 400 && names.length === 0) ? 'unknown' : 'refused',
    ...(names.length === 0 ? {} : { fields }),
  });
}

/** The rule of a collection that a request is held to. */
type Rule = 'create' | 'update' | 'list';

/** What may be the reason of a refusal that names none (the contract, PocketBase, sections 2.6 and 3). */
function reasonOf({ status, json }: Answer, rule: Rule, collection: string): string {
  if (status === 403) return `: the ${rule} rule of the collection \`${collection}\` does not allow it`;
  if (status === 401) return ': is the token in `headers` right?';
  if (status === 413) return ': the server takes no report of this size';
  if (status === 400 && rule === 'create')
    return `: does the create rule of the collection \`${collection}\` allow it?`;
  if (status !== 404) return '';
  const isPocketBase = isObject(json) && isObject(json['data']);
  return `: does the collection \`${collection}\` exist there${isPocketBase ? '' : ', and is it a PocketBase'}?`;
}

/** Field → PocketBase's code. Names and codes only: its messages repeat what was sent. */
function fieldsOf({ json }: Answer): Readonly<Record<string, string>> {
  const data = isObject(json) && isObject(json['data']) ? json['data'] : {};
  const isName = (text: unknown): text is string => typeof text === 'string' && /^\w{1,64}$/.test(text);
  return Object.fromEntries(
    Object.entries(data)
      .filter(([field]) => isName(field))
      .slice(0, 50)
      .map(([field, problem]) => {
        const code = isObject(problem) ? problem['code'] : undefined;
        return [field, isName(code) ? code : 'invalid'];
      }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
