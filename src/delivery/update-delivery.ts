import { untilAborted } from '../until-aborted.js';
import { toTelemetryError, withFate } from '../errors.js';
import type { UpdateOutcome } from '../outcomes.js';
import type { ClosedBy, GuardClaim } from '../update-guard.js';
import { naming } from './failed-part.js';
import { findTarget } from './find-target.js';
import type { DeliveredEnd } from './installation-state.js';
import { sendEnd } from './send-end.js';
import type { UpdateTask } from './update-task.js';

/** Delivers the end reported first, once: claim the guard, find the record, send the end, close the guard. */
export async function deliverUpdate(task: UpdateTask): Promise<DeliveredEnd> {
  const claim = await claimGuard(task);
  if (!claim.granted) return closedBefore(task, claim.closedBy);
  const claimed = { ...task, end: claim.end };
  try {
    const target = await findTarget(claimed);
    const outcome = await sendEnd(claimed, target);
    return settle(claimed, claim, outcome);
  } catch (thrown) {
    return fail(claimed, claim, thrown);
  }
}

type GrantedClaim = Extract<GuardClaim, { granted: true }>;

/** Claims the guard. A claim that is granted after the last caller has left is given back. */
async function claimGuard({ key, end, guards, installation, rule, scope }: UpdateTask): Promise<GuardClaim> {
  // Another client found no record; this one knows better.
  const hasRecord = rule.createsLate && installation.isReported;
  const claimed = naming('the guard store', async () => guards.claim(key, end, scope.signal, hasRecord));
  try {
    return await untilAborted(claimed, scope.signal);
  } catch (thrown) {
    claimed.then((claim) => (claim.granted ? handBack(claim, undefined) : undefined)).catch(() => undefined);
    throw thrown;
  }
}

function closedBefore({ random_id, end, installation }: UpdateTask, closedBy: ClosedBy): DeliveredEnd {
  installation.close(closedBy);
  const reason = closedBy === 'not-found' || closedBy === 'dropped' ? closedBy : 'already-updated';
  return { end, outcome: { random_id, outcome: 'skipped', reason } };
}

/** The server has answered: remembers the record, and closes the guard or leaves it open. */
function settle(task: UpdateTask, claim: GrantedClaim, outcome: UpdateOutcome): DeliveredEnd {
  const { end, installation } = task;
  if (outcome.outcome === 'updated') installation.store(outcome.record_id);
  if (outcome.outcome === 'accepted') installation.store(installation.record_id);
  return { end, outcome, handedBack: giveBack(task, claim, closingReason(outcome)) };
}

function fail(task: UpdateTask, claim: GrantedClaim, thrown: unknown): DeliveredEnd {
  const error = withFate(toTelemetryError(thrown), task.scope.fates.fate);
  return { end: task.end, error, record: task.record, handedBack: giveBack(task, claim, undefined) };
}

/** What closes the guard; `undefined` leaves it open. */
function closingReason(outcome: UpdateOutcome): ClosedBy | undefined {
  if (outcome.outcome === 'updated' || outcome.outcome === 'accepted') return 'updated';
  if (outcome.outcome !== 'skipped') return undefined;
  if (outcome.reason === 'already-updated') return 'updated';
  return outcome.reason === 'not-found' || outcome.reason === 'dropped' ? outcome.reason : undefined;
}

function giveBack(
  { installation, rule, requests }: UpdateTask,
  claim: GrantedClaim,
  reason: ClosedBy | undefined,
): Promise<void> {
  const closedBy = reason ?? (requests.haveBegun ? rule.closesAfterRequest : undefined);
  if (closedBy !== undefined) installation.close(closedBy);
  return handBack(claim, closedBy);
}

/** Never rejects: a store that fails here takes nothing back of what the server said. */
async function handBack(claim: GrantedClaim, closedBy: ClosedBy | undefined): Promise<void> {
  try {
    await (closedBy === undefined ? claim.release() : claim.close(closedBy));
  } catch {
    // The next claim shows what the store still knows.
  }
}
