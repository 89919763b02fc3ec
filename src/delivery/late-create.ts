import type { CreateResult } from '../backends/backend.js';
import { TelemetryError } from '../errors.js';
import { isFinalStatus } from '../statuses.js';
import type { UpdateOutcome } from '../outcomes.js';
import { invalidField } from '../records/invalid-field.js';
import type { EndedRecord, KnownRecord, CompleteRecord } from '../records/record.js';
import type { EndTarget, UpdateTask } from './update-task.js';

/** Creates the held record with its final status. If the record exists after all, returns where. */
export async function createLate(task: UpdateTask, held: CompleteRecord): Promise<UpdateOutcome | EndTarget> {
  const { random_id, requests } = task;
  const record = await prepareRecord(task, held);
  if (record === 'dropped') return { is: 'nowhere', reason: 'dropped' };
  let created: CreateResult;
  try {
    created = await requests.create(record);
  } catch (refusal) {
    const found = await requests.decideRefusal(refusal);
    if (found === undefined) throw refusal;
    if (found.final === true) return { random_id, outcome: 'skipped', reason: 'already-updated' };
    return { is: 'stored', record_id: found.record_id };
  }
  if (created.result === 'accepted') return { random_id, outcome: 'accepted', by: 'service' };
  if (created.result === 'created') return { ...requests.updated(record, created.record_id), late: true };
  // Not unique: the failed create has arrived after all, this request arrived twice, or another process made the
  // record.
  const found = requests.canFind ? await requests.find() : created;
  if (found === undefined) throw refusedYetNotFound();
  return { is: 'stored', record_id: found.record_id };
}

/** Prepares the complete record. Every retry sends the same end, even as a PATCH. */
async function prepareRecord(task: UpdateTask, held: CompleteRecord): Promise<EndedRecord | 'dropped'> {
  const { end, record, installation, requests } = task;
  if (installation.preparedRecord !== undefined) return installation.preparedRecord;
  const { status, error, exit_code } = end;
  // The record given to `update` is for servers that get the whole record in every report.
  const known = { ...held, ...(requests.canFind ? {} : record) };
  const asked = await requests.prepareRecord('late-create', { ...known, status, error, exit_code });
  if (asked === 'dropped') return 'dropped';
  if (!isFinalStatus(asked.status)) throw invalidField('status', 'expected a final status');
  const ownEnd = { status: asked.status, error: asked.error ?? '', exit_code: asked.exit_code ?? 0 };
  // Once a create is confirmed, retries send the end without the record, but with its attempt.
  const said = requests.canFind ? {} : pick(asked, Object.keys(record) as (keyof KnownRecord)[]);
  const prepared = installation.preparedEnd ?? { ...said, ...ownEnd };
  const late = { ...asked, status: prepared.status, error: prepared.error, exit_code: prepared.exit_code };
  installation.preparedEnd = prepared;
  installation.preparedRecord = late;
  return late;
}

function pick<Name extends keyof CompleteRecord>(
  record: CompleteRecord,
  names: readonly Name[],
): Partial<Pick<CompleteRecord, Name>> {
  return Object.fromEntries(names.map((name) => [name, record[name]])) as Partial<Pick<CompleteRecord, Name>>;
}

function refusedYetNotFound(): TelemetryError {
  return new TelemetryError(
    'unexpected-answer',
    'The server says that the record exists, but does not find it: does the list rule of its collection allow it?',
  );
}
