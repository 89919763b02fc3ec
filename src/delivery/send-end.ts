import type { UpdateResult } from '../backends/backend.js';
import { isTelemetryError, TelemetryError } from '../errors.js';
import type { UpdateOutcome } from '../outcomes.js';
import type { UpdatePayload } from '../records/record.js';
import { mayAppear, targetWhenNotFound } from './find-target.js';
import { createLate } from './late-create.js';
import type { Prepared } from './requests.js';
import type { EndTarget, UpdateTask } from './update-task.js';

/** Sends the end to its record, or to another one if that is gone. */
export async function sendEnd(task: UpdateTask, first: EndTarget): Promise<UpdateOutcome> {
  const { random_id } = task;
  let target = first;
  for (let isSecondTry = false; target.is !== 'nowhere'; isSecondTry = true) {
    const sent = await (target.is === 'held'
      ? createLate(task, target.record)
      : patch(task, target.record_id, isSecondTry));
    if ('outcome' in sent) return sent;
    target = sent;
  }
  return { random_id, outcome: 'skipped', reason: target.reason };
}

/** Updates the record. If that is not possible, finds out where the record is. */
async function patch(
  task: UpdateTask,
  record_id: string | undefined,
  isSecondTry: boolean,
): Promise<UpdateOutcome | EndTarget> {
  const { random_id, requests } = task;
  const payload = await prepareEnd(task);
  if (payload === 'dropped') return { is: 'nowhere', reason: 'dropped' };
  task.installation.preparedEnd = payload;
  let patched: UpdateResult;
  try {
    patched = await requests.update(record_id, payload);
  } catch (refusal) {
    patched = await decided(task, refusal);
  }
  if (patched.result === 'updated') return requests.updated(payload, patched.record_id ?? record_id);
  if (patched.result === 'accepted') return { random_id, outcome: 'accepted', by: 'service' };
  if (patched.result === 'already-final') return { random_id, outcome: 'skipped', reason: 'already-updated' };
  if (!requests.canLookAgain) throw notPatchable('The server has no such record, or refuses to change it');

  // The record is gone or has another id, or a rule of the server forbids the change.
  const found = await requests.findMissing(patched, mayAppear(task) && !isSecondTry);
  if (found?.final === true) return { random_id, outcome: 'skipped', reason: 'already-updated' };
  if (isSecondTry || found?.record_id === record_id) {
    throw notPatchable(
      'The server has the record but refuses to change it: does the update rule of its collection allow it?',
    );
  }
  return found === undefined ? targetWhenNotFound(task, record_id) : { is: 'stored', record_id: found.record_id };
}

/** Prepares the end, unless an earlier try did: every retry sends the same one. */
function prepareEnd({ end, record, installation, requests }: UpdateTask): Prepared<UpdatePayload> {
  const { status, error, exit_code } = end;
  return installation.preparedEnd ?? requests.prepareEnd({ status, error, exit_code }, record);
}

/** After a refusal without a reason, a lookup decides whether the record has ended. */
async function decided({ installation, requests }: UpdateTask, refusal: unknown): Promise<UpdateResult> {
  // Refused before anything was sent: the caller may give more next time.
  if (isTelemetryError(refusal) && refusal.code === 'invalid-record') installation.preparedEnd = undefined;
  const found = await requests.decideRefusal(refusal);
  if (found?.final !== true) throw refusal;
  return { result: 'already-final' };
}

function notPatchable(message: string): TelemetryError {
  return new TelemetryError('rejected', message, { status: 404 });
}
