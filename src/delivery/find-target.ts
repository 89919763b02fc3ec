import { untilAborted } from '../until-aborted.js';
import type { InstallationState } from './installation-state.js';
import type { EndTarget, UpdateTask } from './update-task.js';

/**
 * Finds the record once a running create has ended: known to this client, looked up, or held because its create failed.
 */
export function findTarget(task: UpdateTask): EndTarget | Promise<EndTarget> {
  return task.installation.creating.isUnderWay ? untilCreateEnded(task).then(() => locate(task)) : locate(task);
}

function locate(task: UpdateTask): EndTarget | Promise<EndTarget> {
  const { installation, requests } = task;
  if (installation.state === 'dropped') return { is: 'nowhere', reason: 'dropped' };

  const record_id = task.record_id ?? installation.record_id;
  if (record_id !== undefined) return { is: 'stored', record_id };
  // A server that gets the whole record in every report needs no lookup.
  if (!requests.canFind) return held(installation) ?? { is: 'stored', record_id };
  return lookUp(task);
}

async function lookUp(task: UpdateTask): Promise<EndTarget> {
  const found = await task.requests.find({ again: mayAppear(task) });
  return found === undefined ? targetWhenNotFound(task) : { is: 'stored', record_id: found.record_id };
}

/**
 * Decides where an end goes if its record was not found.
 *
 * @param missing - A record id that the server did not have.
 */
export async function targetWhenNotFound(task: UpdateTask, missing?: string): Promise<EndTarget> {
  const { installation, rule } = task;
  // A create of this client may have started during the lookup.
  if (rule.looksAgain) await untilCreateEnded(task);
  const target = held(installation);
  if (target !== undefined) return target;
  const record_id = await idOfLanded(task);
  if (record_id !== undefined && record_id !== missing) return { is: 'stored', record_id };
  return { is: 'nowhere', reason: installation.state === 'dropped' ? 'dropped' : 'not-found' };
}

/** Waits for a running create of this client. */
async function untilCreateEnded({ installation, scope }: UpdateTask): Promise<void> {
  if (installation.creating.isUnderWay) await untilAborted(installation.creating.whenIdle(), scope.cancellation);
}

function held({ state, heldRecord }: InstallationState): EndTarget | undefined {
  return state === 'held' && heldRecord !== undefined ? { is: 'held', record: heldRecord } : undefined;
}

/** Whether another process may be creating the record, so that a second lookup makes sense. */
export function mayAppear({ installation, rule }: UpdateTask): boolean {
  return rule.looksAgain && installation.state !== 'held';
}

/** The id of a record whose create by this client was confirmed during the lookup. */
async function idOfLanded({ installation, rule, requests }: UpdateTask): Promise<string | undefined> {
  if (!rule.looksAgain || installation.state !== 'stored') return undefined;
  return installation.record_id ?? (await requests.find())?.record_id;
}
