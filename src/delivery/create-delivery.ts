import type { CreateResult } from '../backends/backend.js';
import type { CreateOutcome } from '../outcomes.js';
import type { CompleteRecord } from '../records/record.js';
import type { DeliveryRule } from './delivery-rule.js';
import type { InstallationState } from './installation-state.js';
import type { Requests } from './requests.js';

/** Input of {@link deliverCreate}. */
export interface CreateTask {
  readonly random_id: string;
  readonly record: CompleteRecord;
  readonly installation: InstallationState;
  readonly rule: DeliveryRule;
  readonly requests: Requests;
}

/** Delivers a record: calls the hook, sends it, remembers the result. */
export async function deliverCreate({
  random_id,
  record,
  installation,
  rule,
  requests,
}: CreateTask): Promise<CreateOutcome> {
  if (installation.state === 'stored') return existing(random_id, installation.record_id);

  // From here on, `update` creates the record if this fails.
  if (rule.createsLate) installation.markHeld(record);
  else installation.markUnreported();
  const outgoing = await requests.prepareRecord('create', record);
  if (outgoing === 'dropped') {
    installation.markDropped();
    return { random_id, outcome: 'skipped', reason: 'dropped' };
  }

  let created: CreateResult;
  try {
    created = await requests.create(outgoing);
  } catch (refusal) {
    created = await decided(requests, refusal);
  }
  const record_id = created.record_id ?? (created.result === 'existing' ? await lookUp(requests) : undefined);
  installation.markStored(record_id);
  if (created.result === 'existing') return existing(random_id, record_id);
  if (created.result === 'accepted') return { random_id, outcome: 'accepted', by: 'service' };
  return record_id === undefined ? { random_id, outcome: 'created' } : { random_id, outcome: 'created', record_id };
}

/** After a refusal without a reason, a lookup decides whether the record exists. */
async function decided(requests: Requests, refusal: unknown): Promise<CreateResult> {
  const found = await requests.decideRefusal(refusal, () => true);
  if (found === undefined) throw refusal;
  return { result: 'existing', record_id: found.record_id };
}

/** Looks up the id of a record that exists. If that fails, `update` tries again. */
async function lookUp(requests: Requests): Promise<string | undefined> {
  if (!requests.canLookAgain) return undefined;
  try {
    return (await requests.find())?.record_id;
  } catch {
    return undefined;
  }
}

function existing(random_id: string, record_id: string | undefined): CreateOutcome {
  return { random_id, outcome: 'existing', ...(record_id === undefined ? {} : { record_id }) };
}
