import { untilAborted } from '../until-aborted.js';
import { guarded, toTelemetryError, withFate } from '../errors.js';
import type { UpdateOutcome } from '../outcomes.js';
import { type ClosedBy, type GuardClaim, type GuardStore, MemoryGuardStore } from '../update-guard.js';
import { inPart } from './part-error.js';
import { findTarget } from './find-target.js';
import type { DeliveredEnd } from './installation-state.js';
import { sendEnd } from './send-end.js';
import type { UpdateTask } from './update-task.js';

/** Delivers the end reported first, once: claims the guard, finds the record, sends the end, closes the guard. */
export async function deliverUpdate(task: UpdateTask): Promise<DeliveredEnd> {
  const claim = await claimGuard(task);
  if (!claim.granted) return skipClosed(task, claim.closedBy);
  // The end claimed first, even by a call that failed; a caller with another end is told `already-updated`.
  const claimed = claim.end === task.end ? task : { ...task, end: claim.end };
  try {
    const target = await findTarget(claimed);
    const outcome = await sendEnd(claimed, target);
    return settle(claimed, claim, outcome);
  } catch (thrown) {
    return fail(claimed, claim, thrown);
  }
}

type GrantedClaim = Extract<GuardClaim, { granted: true }>;

/** Claims the guard. A claim granted after the last caller has left is released. */
function claimGuard(task: UpdateTask): GuardClaim | Promise<GuardClaim> {
  const { key, end, guards, installation, rule, scope } = task;
  // A guard that was closed as not-found opens once more for a client that has the record.
  const hasRecord = rule.createsLate && installation.isReported;
  if (guards instanceof MemoryGuardStore) return guards.claim(key, end, scope.cancellation, hasRecord);
  return claimFrom(guards, key, task, hasRecord);
}

async function claimFrom(
  guards: GuardStore,
  key: string,
  { end, scope }: UpdateTask,
  hasRecord: boolean,
): Promise<GuardClaim> {
  const { signal } = scope.cancellation;
  const claimed = inPart('the guard store', async () => guards.claim(key, end, signal, hasRecord));
  try {
    return await untilAborted(claimed, signal);
  } catch (thrown) {
    claimed.then((claim) => (claim.granted ? settleClaim(claim, undefined) : undefined)).catch(() => undefined);
    throw thrown;
  }
}

function skipClosed({ random_id, end, installation }: UpdateTask, closedBy: ClosedBy): DeliveredEnd {
  installation.guardClosed(closedBy);
  const reason = closedBy === 'not-found' || closedBy === 'dropped' ? closedBy : 'already-updated';
  return { end, outcome: { random_id, outcome: 'skipped', reason } };
}

/** Handles the server's answer: remembers the record, and closes the guard or leaves it open. */
function settle(task: UpdateTask, claim: GrantedClaim, outcome: UpdateOutcome): DeliveredEnd {
  const { end, installation } = task;
  if (outcome.outcome === 'updated') installation.markStored(outcome.record_id);
  if (outcome.outcome === 'accepted') installation.markStored(installation.record_id);
  return { end, outcome, guardSettled: closeOrRelease(task, claim, closingReason(outcome)) };
}

function fail(task: UpdateTask, claim: GrantedClaim, thrown: unknown): DeliveredEnd {
  const error = withFate(toTelemetryError(thrown), task.scope.fates.fate);
  return { end: task.end, error, record: task.record, guardSettled: closeOrRelease(task, claim, undefined) };
}

/** The reason to close the guard; `undefined` leaves it open. */
function closingReason(outcome: UpdateOutcome): ClosedBy | undefined {
  if (outcome.outcome === 'updated' || outcome.outcome === 'accepted') return 'updated';
  if (outcome.outcome !== 'skipped') return undefined;
  if (outcome.reason === 'already-updated') return 'updated';
  return outcome.reason === 'not-found' || outcome.reason === 'dropped' ? outcome.reason : undefined;
}

function closeOrRelease(
  { installation, rule, requests }: UpdateTask,
  claim: GrantedClaim,
  reason: ClosedBy | undefined,
): Promise<void> | undefined {
  const closedBy = reason ?? (requests.haveBegun ? rule.closesAfterRequest : undefined);
  if (closedBy !== undefined) installation.guardClosed(closedBy);
  return settleClaim(claim, closedBy);
}

/** Never fails: an error of the store does not undo what the server said. `undefined` if the store is done at once. */
function settleClaim(claim: GrantedClaim, closedBy: ClosedBy | undefined): Promise<void> | undefined {
  const settled = guarded(() => (closedBy === undefined ? claim.release() : claim.close(closedBy)));
  return settled === undefined ? undefined : Promise.resolve(settled).catch(() => undefined);
}
