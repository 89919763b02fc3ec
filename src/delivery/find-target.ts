import { untilAborted } from '../until-aborted.js';
import type { EndTarget, UpdateTask } from './update-task.js';

/**
 * Finds the record once a running create has ended: known to this client, looked up, or held because its create failed.
 */
export async function findTarget(task: UpdateTask): Promise<EndTarget> {
  const { installation, requests, scope } = task;
  if (installation.creating.isUnderWay) await untilAborted(installation.creating.whenIdle(), scope.cancellation);
  if (installation.state === 'dropped') return { is: 'nowhere', reason: 'dropped' };

  const record_id = task.record_id ?? installation.record_id;
  if (record_id !== undefined) return { is: 'stored', record_id };
  // A server that gets the whole record in every report needs no lookup.
  if (!requests.canFind) return installation.state === 'held' ? { is: 'held' } : { is: 'stored', record_id };
  const found = await requests.find({ again: mayAppear(task) });
  return found === undefined ? targetWhenNotFound(task) : { is: 'stored', record_id: found.record_id };
}

/**
 * Decides where an end goes if its record was not found.
 *
 * @param missing - A record id that the server did not have.
 */
export async function targetWhenNotFound(task: UpdateTask, missing?: string): Promise<EndTarget> {
  if (task.installation.state === 'held') return { is: 'held' };
  const record_id = await idOfLanded(task);
  if (record_id !== undefined && record_id !== missing) return { is: 'stored', record_id };
  return { is: 'nowhere', reason: 'not-found' };
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
