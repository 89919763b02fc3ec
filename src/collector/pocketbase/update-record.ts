import type { StoredRecord } from '../../sources/records/stored-record.js';
import { isFinalStatus } from '../../statuses.js';
import type { Answer } from '../answers.js';
import { fromCollectionStatus, toReportFields } from './collection-record.js';
import { type CollectionContext, type CollectionRequest, READ, shown } from './collection-request.js';
import { notFound, notNow, notUnique, refusal, refusedFields } from './pocketbase-answers.js';
import { readColumns } from './read-columns.js';
import { keyOf } from './record-ids.js';

const NOT_UPDATED = 'Failed to update record.';

/**
 * Changes a record until it has ended. The same end may be sent again; any other one is refused, as by a trigger in
 * PocketBase's database. A field that is set already changes only with the end.
 */
export async function updateRecord(asked: CollectionRequest, context: CollectionContext): Promise<Answer> {
  const record = await recordAt(asked.id ?? '', context);
  if (record === undefined) return notFound();
  const read = await readColumns(asked, context, { isWhole: false, refusedAs: NOT_UPDATED });
  if ('refused' in read) return read.refused;
  const { random_id, execution_id, nsapp } = record;
  if ((read.values.random_id ?? random_id) !== random_id) return notUnique(NOT_UPDATED);
  if (Object.keys(read.values).length === 0) return shown(asked, record, context);

  const status = read.values.status === undefined ? record.status : fromCollectionStatus(read.values.status);
  const fields = toReportFields(read.values, status);
  const attempt = execution_id === undefined ? {} : { execution_id };
  const receipt = await context.intake.report({ nsapp, ...fields, random_id, ...attempt, status });
  if ('retryAfterMs' in receipt) return notNow(503, 'The server is busy.', receipt.retryAfterMs);
  if ('wrong' in receipt) return refusedFields(NOT_UPDATED, receipt.wrong);
  const stored = await context.store.records.get(record.key, READ);
  const hasEnded = isFinalStatus(stored?.status) && !isFinalStatus(status);
  if (receipt.result === 'superseded' || hasEnded) return refusal(400, NOT_UPDATED);
  return shown(asked, stored, context);
}

/** Reads the record of an id. Another attempt of the same installation is another record. */
export async function recordAt(id: string, { store }: CollectionContext): Promise<StoredRecord | undefined> {
  const key = keyOf(id);
  const record = key === undefined ? undefined : await store.records.get(key, READ);
  return record?.key === key ? record : undefined;
}
