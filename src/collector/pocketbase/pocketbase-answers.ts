import { type Answer, jsonAnswer, retryAfter } from '../answers.js';
import type { Problem } from './check-columns.js';

const VARY = { vary: 'Origin' };

/** Answers with a record, or a list of records. */
export function found(value: unknown): Answer {
  return jsonAnswer(200, value, VARY);
}

/** Answers as PocketBase refuses. */
export function refusal(status: number, message: string, data: Readonly<Record<string, Problem>> = {}): Answer {
  return jsonAnswer(status, { data, message, status }, VARY);
}

/** Answers that the client has to wait, which PocketBase does not say. */
export function notNow(status: 429 | 503, message: string, waitMs: number): Answer {
  return jsonAnswer(status, { data: {}, message, status }, { ...VARY, ...retryAfter(waitMs) });
}

/** No such record, or no such request. */
export function notFound(): Answer {
  return refusal(404, "The requested resource wasn't found.");
}

/** A request that cannot be read, such as broken JSON or an unknown filter. */
export function notUnderstood(): Answer {
  return refusal(400, 'Something went wrong while processing your request.');
}

/** The random_id of a new record exists. */
export function notUnique(message: string): Answer {
  return refusal(400, message, {
    random_id: { code: 'validation_not_unique', message: 'Value must be unique.' },
  });
}

/** The store refuses fields that PocketBase would take, such as a text that is too long for it. */
export function refusedFields(message: string, wrong: Readonly<Record<string, string>>): Answer {
  const problems = Object.keys(wrong).map((field) => [
    field,
    { code: 'validation_invalid_value', message: 'Invalid value.' },
  ]);
  return refusal(400, message, Object.fromEntries(problems) as Record<string, Problem>);
}
