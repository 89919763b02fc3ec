import type { Answer } from '../answers.js';
import { checkColumns, type ColumnValues } from './check-columns.js';
import type { CollectionContext, CollectionRequest } from './collection-request.js';
import { notNow, refusal } from './pocketbase-answers.js';
import { readGiven } from './read-given.js';

/** The columns that a client sent; or the answer, if it may not report now or they are wrong. */
export type ReadColumns = { readonly values: ColumnValues } | { readonly refused: Answer };

/** Reads and checks the columns in a request. What is refused is kept with its reason. */
export async function readColumns(
  { request, client }: CollectionRequest,
  { intake, limits }: CollectionContext,
  { isWhole, refusedAs }: { readonly isWhole: boolean; readonly refusedAs: string },
): Promise<ReadColumns> {
  const waitMs = intake.waitOf(client);
  if (waitMs > 0) return { refused: notNow(429, 'Too Many Requests.', waitMs) };
  const given = await readGiven(request, intake, limits);
  if ('refused' in given) return given;
  const checked = checkColumns(given.fields, isWhole);
  if ('values' in checked) return checked;
  await intake.refuse(`invalid record: ${Object.keys(checked.problems).join(', ')}`, given.text);
  return { refused: refusal(400, refusedAs, checked.problems) };
}
