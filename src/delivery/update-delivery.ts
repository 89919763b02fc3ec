import type { CreateResult, UpdateResult } from '../backends/backend.js';
import { untilAborted } from '../deadline.js';
import { isTelemetryError, TelemetryError, toTelemetryError, withFate } from '../errors.js';
import { isFinalStatus } from '../lifecycle.js';
import type { UpdateOutcome } from '../outcomes.js';
import { invalidField } from '../records/invalid-field.js';
import type { KnownRecord, NewRecord } from '../records/record.js';
import type { ClosedBy, GuardClaim, GuardStore, InstallationEnd } from '../update-guard.js';
import { naming } from './failed-part.js';
import type { DeliveredEnd, InstallationMemory } from './memory.js';
import type { Requests } from './requests.js';
import type { DeliveryScope } from './shared-delivery.js';

/** What an update goes by. */
export interface UpdateTask {
  readonly random_id: string;
  /** What the installation is remembered and guarded by. */
  readonly key: string;
  /** What the caller said of the record. */
  readonly record: KnownRecord;
  /** Known to the caller. */
  readonly record_id: string | undefined;
  readonly end: InstallationEnd;
  readonly guards: GuardStore;
  readonly memory: InstallationMemory;
  readonly requests: Requests;
  readonly scope: DeliveryScope;
}

/** Delivers the end reported first, once: claim the guard, deliver, close it or leave it open. */
export async function deliverUpdate(task: UpdateTask): Promise<DeliveredEnd> {
  const { random_id, key, record, end, memory, requests, scope } = task;
  const claim = await claimGuard(task);
  if (!claim.granted) {
    memory.closed(key, claim.closedBy);
    return { end, outcome: closedOutcome(random_id, claim.closedBy) };
  }

  const giveBack = (reason: ClosedBy | undefined): Promise<void> => {
    const closedBy = reason ?? (requests.isOneTry && requests.haveBegun ? 'attempted' : undefined);
    if (closedBy !== undefined) memory.closed(key, closedBy);
    return handBack(claim, closedBy);
  };
  try {
    const outcome = await deliverEnd({ ...task, end: claim.end });
    if (outcome.outcome === 'updated') memory.confirm(key, outcome.record_id);
    if (outcome.outcome === 'accepted') memory.confirm(key, memory.confirmed.get(key));
    return { end: claim.end, outcome, handedBack: giveBack(closingReason(outcome)) };
  } catch (thrown) {
    const error = withFate(toTelemetryError(thrown), scope.fates.fate);
    return { end: claim.end, error, record, handedBack: giveBack(undefined) };
  }
}

/** Claims the guard. A claim that is granted after everybody has left is given back. */
async function claimGuard({ key, end, guards, memory, requests, scope }: UpdateTask): Promise<GuardClaim> {
  // Somebody found no record; this client knows better.
  const hasRecord = !requests.isOneTry && memory.has(key);
  const claimed = naming('the guard store', async () => guards.claim(key, end, scope.signal, hasRecord));
  try {
    return await untilAborted(claimed, scope.signal);
  } catch (thrown) {
    claimed.then((claim) => (claim.granted ? handBack(claim, undefined) : undefined)).catch(() => undefined);
    throw thrown;
  }
}

/** Never rejects: a store that fails here takes nothing back of what the server said. */
async function handBack(claim: Extract<GuardClaim, { granted: true }>, closedBy: ClosedBy | undefined): Promise<void> {
  try {
    await (closedBy === undefined ? claim.release() : claim.close(closedBy));
  } catch {
    // The next claim shows what the store still knows.
  }
}

async function deliverEnd(task: UpdateTask): Promise<UpdateOutcome> {
  const { random_id, key, memory, requests, scope } = task;
  const creating = memory.creating.get(key);
  if (creating !== undefined) await untilAborted(creating.over(), scope.signal);
  if (memory.dropped.has(key)) return { random_id, outcome: 'skipped', reason: 'dropped' };

  const record_id = task.record_id ?? memory.confirmed.get(key);
  if (record_id !== undefined) return patch(task, record_id);
  // Nobody can be asked whether it is there; told everything, this server has it in either case.
  if (!requests.canFind) return memory.unconfirmed.has(key) ? makeGood(task) : patch(task, undefined);

  const found = await requests.find({ again: mayAppear(task) });
  return found === undefined ? makeGood(task) : patch(task, found.record_id);
}

/** Patches the record; where that is not possible, finds out what has become of it. */
async function patch(task: UpdateTask, record_id: string | undefined, isSecondTry = false): Promise<UpdateOutcome> {
  const { random_id, requests } = task;
  const patched = await sendEnd(task, record_id);
  if (patched === 'dropped') return { random_id, outcome: 'skipped', reason: 'dropped' };
  if (patched.result === 'updated') return updated(random_id, patched.record_id ?? record_id);
  if (patched.result === 'accepted') return { random_id, outcome: 'accepted', by: 'service' };
  if (patched.result === 'already-final') return { random_id, outcome: 'skipped', reason: 'already-updated' };
  if (requests.isOneTry || !requests.canFind) throw notPatchable();

  // Gone, moved, or a rule of the server forbids this change.
  const found = await requests.find({ withStatus: true, again: mayAppear(task) && !isSecondTry });
  if (found?.final === true) return { random_id, outcome: 'skipped', reason: 'already-updated' };
  if (isSecondTry || found?.record_id === record_id) throw notPatchable();
  return found === undefined ? makeGood(task, record_id) : patch(task, found.record_id, true);
}

/** Sends the end; a refusal without a reason is decided by looking whether the record has ended. */
async function sendEnd(
  { key, record, requests, memory, end }: UpdateTask,
  record_id: string | undefined,
): Promise<UpdateResult | 'dropped'> {
  const { status, error, exit_code } = end;
  const payload = memory.prepared.get(key) ?? (await requests.prepareEnd({ status, error, exit_code }, record));
  if (payload === 'dropped') return 'dropped';
  memory.prepared.set(key, payload);
  try {
    return await requests.update(record_id, payload);
  } catch (refusal) {
    // Refused here, before anything left: the caller may say more next time.
    if (isTelemetryError(refusal) && refusal.code === 'invalid-record') memory.prepared.delete(key);
    const found = await requests.findAfter(refusal);
    if (found?.final !== true) throw refusal;
    return { result: 'already-final' };
  }
}

/**
 * No record was found. Where this client holds it, because its own create failed, the record is
 * made now, complete, with its final status. `missing` is an id that was patched in vain.
 */
async function makeGood(task: UpdateTask, missing?: string): Promise<UpdateOutcome> {
  const { random_id, key, memory, requests } = task;
  const held = memory.unconfirmed.get(key);
  if (held === undefined || requests.isOneTry) {
    const landed = await idOfLanded(task);
    if (landed !== undefined && landed !== missing) return patch(task, landed, true);
    return { random_id, outcome: 'skipped', reason: 'not-found' };
  }

  const late = memory.late.get(key) ?? (await prepareLate(task, held));
  if (late === 'dropped') return { random_id, outcome: 'skipped', reason: 'dropped' };
  let created: CreateResult;
  try {
    created = await requests.create(late);
  } catch (refusal) {
    const found = await requests.findAfter(refusal);
    if (found === undefined) throw refusal;
    if (found.final === true) return { random_id, outcome: 'skipped', reason: 'already-updated' };
    return patch(task, found.record_id, true);
  }
  if (created.result === 'accepted') return { random_id, outcome: 'accepted', by: 'service' };
  if (created.result === 'created') return updated(random_id, created.record_id, { late: true });
  // The create that seemed to have failed has landed meanwhile, or this one twice, or another process made the record.
  const found = requests.canFind ? await requests.find() : undefined;
  if (found === undefined) throw nowhere();
  return patch(task, found.record_id, true);
}

/** The id of a record whose create by this client was confirmed while the update looked for it. */
async function idOfLanded({ key, memory, requests }: UpdateTask): Promise<string | undefined> {
  if (requests.isOneTry || !memory.confirmed.has(key)) return undefined;
  return memory.confirmed.get(key) ?? (await requests.find())?.record_id;
}

/** The complete record as it is to leave. Its end is the one that every repetition carries, a PATCH too. */
async function prepareLate(
  { key, record, memory, requests, end }: UpdateTask,
  held: NewRecord,
): Promise<NewRecord | 'dropped'> {
  const { status, error, exit_code } = end;
  // What an update says of the record is for servers that are told everything again.
  const known = requests.canFind ? held : { ...held, ...record };
  const asked = await requests.prepareRecord('late-create', { ...known, status, error, exit_code });
  if (asked === 'dropped') return 'dropped';
  if (!isFinalStatus(asked.status)) throw invalidField('status', 'expected a final status');
  const itsEnd = { status: asked.status, error: asked.error ?? '', exit_code: asked.exit_code ?? 0 };
  // Once a create is confirmed, an end is repeated without the record, but still of its attempt.
  const said = requests.canFind ? {} : pick(asked, Object.keys(record) as (keyof KnownRecord)[]);
  const prepared = memory.prepared.get(key) ?? { ...said, ...itsEnd };
  const late = { ...asked, status: prepared.status, error: prepared.error, exit_code: prepared.exit_code };
  memory.prepared.set(key, prepared);
  memory.late.set(key, late);
  return late;
}

function pick<Name extends keyof NewRecord>(record: NewRecord, names: readonly Name[]): Partial<Pick<NewRecord, Name>> {
  return Object.fromEntries(names.map((name) => [name, record[name]])) as Partial<Pick<NewRecord, Name>>;
}

/** Whether another process's create may be on its way, so that a second look is worth it. */
function mayAppear({ key, memory, requests }: UpdateTask): boolean {
  return !requests.isOneTry && !memory.unconfirmed.has(key);
}

function updated(random_id: string, record_id: string | undefined, late: { late?: true } = {}): UpdateOutcome {
  return { random_id, outcome: 'updated', ...(record_id === undefined ? {} : { record_id }), ...late };
}

function closedOutcome(random_id: string, closedBy: ClosedBy): UpdateOutcome {
  const reason = closedBy === 'not-found' || closedBy === 'dropped' ? closedBy : 'already-updated';
  return { random_id, outcome: 'skipped', reason };
}

/** What closes the guard; `undefined` leaves it open. */
function closingReason(outcome: UpdateOutcome): ClosedBy | undefined {
  if (outcome.outcome === 'updated' || outcome.outcome === 'accepted') return 'updated';
  if (outcome.outcome !== 'skipped') return undefined;
  if (outcome.reason === 'already-updated') return 'updated';
  return outcome.reason === 'not-found' || outcome.reason === 'dropped' ? outcome.reason : undefined;
}

function notPatchable(): TelemetryError {
  return new TelemetryError('rejected', 'The server has the record but lets nobody change it', { status: 404 });
}

function nowhere(): TelemetryError {
  return new TelemetryError('unexpected-answer', 'The server refuses the record as not unique, yet has none');
}
