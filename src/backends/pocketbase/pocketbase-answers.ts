import { TelemetryError } from '../../errors.js';
import { isRecordId } from '../../records/record-id.js';
import type { Answer } from '../../transport/exchange.js';

// Codes for an id that exists, in PocketBase 0.22 and later versions.
const ID_IS_TAKEN: readonly string[] = [
  'validation_not_unique',
  'validation_invalid_id',
  'validation_pk_invalid',
  'validation_invalid_or_existing_id',
];

/** The record id in an answer that is a single record. */
export function recordIdOf(answer: Answer): string | undefined {
  const id = textIn(answer, 'id');
  return isRecordId(id) ? id : undefined;
}

/** Whether the answer's record has this random_id. */
export function isOwn(answer: Answer, random_id: string): boolean {
  return textIn(answer, 'random_id') === random_id;
}

/** Whether the answer's record has another random_id. */
export function isAnothers(answer: Answer, random_id: string): boolean {
  return textIn(answer, 'random_id') !== undefined && !isOwn(answer, random_id);
}

/** A text field of an answer that is a single record; `undefined` if it is missing or not a text. */
export function textIn({ json }: Answer, field: string): string | undefined {
  const value = isObject(json) && Object.hasOwn(json, field) ? json[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The records in a list; `undefined` if the answer is not a list. */
export function itemsOf({ json }: Answer): readonly unknown[] | undefined {
  const items = isObject(json) ? json['items'] : undefined;
  return Array.isArray(items) ? items : undefined;
}

/** Whether a create was refused because the record exists. */
export function saysNotUnique(answer: Answer): boolean {
  const fields = fieldsOf(answer);
  return (
    answer.status === 400 &&
    (fields['random_id'] === 'validation_not_unique' || ID_IS_TAKEN.includes(fields['id'] ?? ''))
  );
}

/**
 * Makes the error for an answer that is not a success. PocketBase answers 400 without a field for most internal
 * problems, so the write may have happened; it may also have if it was redirected.
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

/** The collection's rule for a request. */
type Rule = 'create' | 'update' | 'list';

/** The likely reason of a refusal that names no field. */
function reasonOf({ status, json }: Answer, rule: Rule, collection: string): string {
  if (status === 403) return `: the ${rule} rule of the collection \`${collection}\` does not allow it`;
  if (status === 401) return ': is the token in `headers` right?';
  if (status === 413) return ': the report is too large for the server';
  if (status === 400 && rule === 'create')
    return `: does the create rule of the collection \`${collection}\` allow it?`;
  if (status !== 404) return '';
  const isPocketBase = isObject(json) && isObject(json['data']);
  return `: does the collection \`${collection}\` exist there${isPocketBase ? '' : ', and is it a PocketBase'}?`;
}

/** Field → PocketBase's code. Leaves out PocketBase's messages, which repeat what was sent. */
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
