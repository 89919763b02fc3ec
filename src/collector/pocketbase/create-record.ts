import { isFinalStatus } from '../../statuses.js';
import type { Answer } from '../answers.js';
import { fromCollectionStatus, toReportFields } from './collection-record.js';
import { type CollectionContext, type CollectionRequest, READ, shown } from './collection-request.js';
import { notNow, notUnique, refusedFields } from './pocketbase-answers.js';
import { readColumns } from './read-columns.js';

const NOT_CREATED = 'Failed to create record.';

/** Stores a new record. Its random_id is unique: of two records, the first is stored. */
export async function createRecord(asked: CollectionRequest, context: CollectionContext): Promise<Answer> {
  const read = await readColumns(asked, context, { isWhole: true, refusedAs: NOT_CREATED });
  if ('refused' in read) return read.refused;
  const { random_id = '', nsapp = '', status: word } = read.values;
  const id = String(random_id);
  const status = fromCollectionStatus(word);
  const { records } = context.store;
  // Stored as a report, an end would also end the record that is there already.
  if (isFinalStatus(status) && (await records.get(id, READ)) !== undefined) return notUnique(NOT_CREATED);

  const fields = toReportFields(read.values, status);
  const receipt = await context.intake.report({ random_id: id, nsapp: String(nsapp), ...fields, status });
  if ('retryAfterMs' in receipt) return notNow(503, 'The server is busy.', receipt.retryAfterMs);
  if ('wrong' in receipt) return refusedFields(NOT_CREATED, receipt.wrong);
  if (receipt.result !== 'stored') return notUnique(NOT_CREATED);
  return shown(asked, await records.get(id, READ), context);
}
