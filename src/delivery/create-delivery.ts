import type { CreateResult } from '../backends/backend.js';
import type { CreateOutcome } from '../outcomes.js';
import type { CompleteRecord } from '../records/record.js';
import type { DeliveryRule } from './delivery-rule.js';
import type { InstallationState } from './installation-state.js';
import type { Requests } from './requests.js';

/** What a create goes by. */
export interface CreateTask {
  readonly random_id: string;
  readonly record: CompleteRecord;
  readonly installation: InstallationState;
  readonly rule: DeliveryRule;
  readonly requests: Requests;
}

/** Brings a record to the server: hook, send, remember. */
export async function deliverCreate({
  random_id,
  record,
  installation,
  rule,
  requests,
}: CreateTask): Promise<CreateOutcome> {
  if (installation.state === 'stored') return existing(random_id, installation.record_id);

  // From here on the update creates what could not be created now.
  if (rule.createsLate) installation.markHeld(record);
  else installation.markUnreported();
  const outgoing = await requests.prepareRecord('create', record);
  if (outgoing === 'dropped') {
    installation.markDropped();
    return { random_id, outcome: 'skipped', reason: 'dropped' };
  }

  const created = await sendRecord(requests, outgoing);
  const record_id = created.record_id ?? (created.result === 'existing' ? await lookUp(requests) : undefined);
  installation.markStored(record_id);
  if (created.result === 'existing') return existing(random_id, record_id);
  if (created.result === 'accepted') return { random_id, outcome: 'accepted', by: 'service' };
  return { random_id, outcome: 'created', ...(record_id === undefined ? {} : { record_id }) };
}

/** Sends the record; a refusal without a reason is decided by looking whether it is there. */
async function sendRecord(requests: Requests, record: CompleteRecord): Promise<CreateResult> {
  try {
    return await requests.create(record);
  } catch (refusal) {
    const found = await requests.decideRefusal(refusal, () => true);
    if (found === undefined) throw refusal;
    return { result: 'existing', record_id: found.record_id };
  }
}

/** The server's id of a record that is known to be there. Without an answer the update looks again. */
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
