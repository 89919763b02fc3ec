import type { CreateResult } from '../backends/backend.js';
import type { CreateOutcome } from '../outcomes.js';
import type { NewRecord } from '../records/record.js';
import type { InstallationMemory } from './memory.js';
import type { Requests } from './requests.js';

/** Brings a record to the server: check, complete, hook, send, remember. */
export async function deliverCreate(
  given: object,
  random_id: string,
  requests: Requests,
  memory: InstallationMemory,
): Promise<CreateOutcome> {
  const { completeRecord } = await import('../records/check.js');
  const record = completeRecord(given, random_id);
  if (memory.confirmed.has(random_id)) return existing(random_id, memory.confirmed.get(random_id));

  // From here on the update has to make good what goes wrong.
  if (!requests.isOneTry) memory.unconfirmed.set(random_id, record);
  memory.dropped.delete(random_id);
  const created = await sendRecord(requests, record);
  if (created === 'dropped') {
    memory.unconfirmed.delete(random_id);
    memory.dropped.set(random_id, true);
    return { random_id, outcome: 'skipped', reason: 'dropped' };
  }

  const record_id = created.record_id ?? (created.result === 'existing' ? await lookUp(requests) : undefined);
  memory.confirm(random_id, record_id);
  if (created.result === 'existing') return existing(random_id, record_id);
  if (created.result === 'accepted') return { random_id, outcome: 'accepted', by: 'service' };
  return { random_id, outcome: 'created', ...(record_id === undefined ? {} : { record_id }) };
}

/** Sends the record; a refusal without a reason is decided by looking whether it is there. */
async function sendRecord(requests: Requests, record: NewRecord): Promise<CreateResult | 'dropped'> {
  const outgoing = await requests.prepareRecord('create', record);
  if (outgoing === 'dropped') return 'dropped';
  try {
    return await requests.create(outgoing);
  } catch (refusal) {
    const found = await requests.findAfter(refusal, () => true);
    if (found === undefined) throw refusal;
    return { result: 'existing', record_id: found.record_id };
  }
}

/** The server's id of a record that is known to be there. Without an answer the update looks again. */
async function lookUp(requests: Requests): Promise<string | undefined> {
  if (requests.isOneTry || !requests.canFind) return undefined;
  try {
    return (await requests.find())?.record_id;
  } catch {
    return undefined;
  }
}

function existing(random_id: string, record_id: string | undefined): CreateOutcome {
  return { random_id, outcome: 'existing', ...(record_id === undefined ? {} : { record_id }) };
}
