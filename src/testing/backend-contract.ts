import type { Backend, Call } from '../backends/backend.js';
import { isTelemetryError } from '../errors.js';
import type { FinalStatus } from '../statuses.js';
import { makeRandomId } from '../records/make-random-id.js';
import type { CompleteRecord } from '../records/record.js';
import { type ContractCase, expectEqual, expectThat, rejectionOf } from './contract-case.js';

/**
 * Makes test cases for what the client relies on in a backend, for any test runner. A case that does not apply (a
 * lookup without `find`, attempts without `attempts`) passes.
 *
 * @param make - Makes the backend under test; called once per case. Records of earlier cases may remain.
 *
 * @example
 * ```ts
 * import { backendContract, memory } from '@community-scripts/telemetry/testing';
 * import { describe, test } from 'vitest';
 *
 * describe('my backend', () => {
 *   for (const { name, run } of backendContract(() => memory())) test(name, run);
 * });
 * ```
 */
export function backendContract(make: () => Backend | Promise<Backend>): ContractCase[] {
  const contract: Record<string, (backend: Backend) => void | Promise<void>> = {
    'has a name and says what may be repeated': hasName,
    'stores a record': storesRecord,
    'keeps one record per random_id': keepsOne,
    'keeps one record per random_id when twenty are created at once': keepsOneOfTwenty,
    'finds a record by its random_id, and only that': findsByRandomId,
    'stores every final status': storesEveryFinalStatus,
    'accepts the same end again': takesSameEndAgain,
    'reports missing for an update of an unknown record': saysMissing,
    'accepts the end of a record it did not create, with its known fields': takesForeignEnd,
    'tells the attempts of an installation apart': tellsAttemptsApart,
    'stores a record that has already ended': storesEndedRecord,
    'stores a privileged container': storesPrivileged,
    'stores hostile text as text': storesHostileText,
    'rejects a record it refuses with a TelemetryError': rejectsWithTelemetryError,
    'sends nothing after its signal has aborted': obeysSignal,
  };
  return Object.entries(contract).map(([name, check]) => ({ name, run: async () => check(await make()) }));
}

function hasName({ name, repeatable }: Backend): void {
  expectThat('its name is a text', typeof name === 'string' && name !== '');
  expectEqual('types of repeatable', [typeof repeatable.create, typeof repeatable.update], ['boolean', 'boolean']);
}

async function storesRecord(backend: Backend): Promise<void> {
  const { result, record_id } = await backend.create(aRecord(), aCall());
  expectThat(`create is created or accepted, got ${result}`, result === 'created' || result === 'accepted');
  expectThat(
    'record_id is a text or left out',
    record_id === undefined || (typeof record_id === 'string' && record_id !== ''),
  );
}

async function keepsOne(backend: Backend): Promise<void> {
  if (backend.find === undefined) return;
  const record = aRecord();
  const { record_id } = await backend.create(record, aCall());
  expectEqual('second create', (await backend.create({ ...record, nsapp: 'other' }, aCall())).result, 'existing');
  expectEqual('found id', (await backend.find(record.random_id, aCall()))?.record_id, record_id);
}

async function keepsOneOfTwenty(backend: Backend): Promise<void> {
  if (backend.find === undefined) return;
  const record = aRecord();
  const results = await Promise.all(Array.from({ length: 20 }, () => backend.create(record, aCall())));
  expectEqual('created', results.filter(({ result }) => result === 'created').length, 1);
  expectEqual('existing', results.filter(({ result }) => result === 'existing').length, 19);
}

async function findsByRandomId(backend: Backend): Promise<void> {
  if (backend.find === undefined) return;
  const record = aRecord();
  expectEqual('before its create', await backend.find(record.random_id, aCall()), undefined);
  await backend.create(aRecord(), aCall());
  const { record_id } = await backend.create(record, aCall());
  for (const lookup of [aCall(), { ...aCall(), withStatus: true }, { ...aCall(), idOnly: true }])
    expectEqual('after its create', (await backend.find(record.random_id, lookup))?.record_id, record_id);
}

async function storesEveryFinalStatus(backend: Backend): Promise<void> {
  for (const status of ['success', 'failed', 'aborted', 'unknown'] as const) {
    const record = aRecord();
    const { record_id } = await backend.create(record, aCall());
    await expectFinal(backend, record.random_id, false);
    const { result } = await backend.update(aTarget(record.random_id, record_id, status), aCall());
    expectThat(`${status} is updated or accepted, got ${result}`, result === 'updated' || result === 'accepted');
    await expectFinal(backend, record.random_id, true);
  }
}

async function takesSameEndAgain(backend: Backend): Promise<void> {
  if (!backend.repeatable.update) return;
  const record = aRecord();
  const { record_id } = await backend.create(record, aCall());
  const target = aTarget(record.random_id, record_id, 'failed');
  const first = await backend.update(target, aCall());
  expectEqual('the same end again', (await backend.update(target, aCall())).result, first.result);
}

async function saysMissing(backend: Backend): Promise<void> {
  if (backend.find === undefined) return;
  const { result } = await backend.update(aTarget(makeRandomId(), 'notthere0000000', 'failed'), aCall());
  expectEqual('update of a record that is not there', result, 'missing');
}

async function takesForeignEnd(backend: Backend): Promise<void> {
  if (backend.find !== undefined) return;
  const { random_id, type, nsapp } = aRecord();
  const { patch } = aTarget(random_id, undefined, 'failed');
  const { result } = await backend.update({ random_id, patch: { ...patch, type, nsapp } }, aCall());
  expectThat(`it is updated or accepted, got ${result}`, result === 'updated' || result === 'accepted');
  const alone = await backend.update({ random_id: makeRandomId(), patch }, aCall()).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (alone !== undefined)
    expectThat('an end alone is accepted or rejects with a TelemetryError', isTelemetryError(alone));
}

async function tellsAttemptsApart(backend: Backend): Promise<void> {
  const { attempts } = backend;
  if (attempts === undefined) return;
  const record = aRecord();
  const { random_id } = record;
  const first = attempts.begin(random_id, undefined, false);
  expectEqual('the present attempt', attempts.of(random_id), first);
  const second = attempts.begin(random_id, first, true);
  expectThat('a new attempt has an id of its own', second !== first && second !== '');
  expectEqual('the present attempt after a new one', attempts.of(random_id), second);
  expectEqual('an attempt that is named', attempts.of(random_id, first), first);
  expectEqual("another installation's attempt", attempts.of('another-random-id') === second, false);
  for (const execution_id of [first, second]) {
    const { result } = await backend.create({ ...record, execution_id }, aCall());
    expectThat(`each attempt is created or accepted, got ${result}`, result === 'created' || result === 'accepted');
    const { patch } = aTarget(random_id, undefined, 'failed');
    const ended = await backend.update({ random_id, patch: { ...patch, execution_id } }, aCall());
    expectThat(`each has an end, got ${ended.result}`, ended.result === 'updated' || ended.result === 'accepted');
  }
}

async function storesEndedRecord(backend: Backend): Promise<void> {
  const record: CompleteRecord = { ...aRecord(), status: 'failed', error: 'Command not found', exit_code: 127 };
  const { result } = await backend.create(record, aCall());
  expectThat(`create is created or accepted, got ${result}`, result === 'created' || result === 'accepted');
  await expectFinal(backend, record.random_id, true);
}

async function storesPrivileged(backend: Backend): Promise<void> {
  const { result } = await backend.create({ ...aRecord(), ct_type: 0 }, aCall());
  expectThat(`create is created or accepted, got ${result}`, result === 'created' || result === 'accepted');
}

async function storesHostileText(backend: Backend): Promise<void> {
  const hostile = `"},{"status":"sucess"} \\ ' || 1=1 // $(id) \u0000 \u2028 😀 __proto__`;
  const { result } = await backend.create({ ...aRecord(), nsapp: hostile, method: hostile }, aCall());
  expectThat(`create is created or accepted, got ${result}`, result === 'created' || result === 'accepted');
}

async function rejectsWithTelemetryError(backend: Backend): Promise<void> {
  const refused = { ...aRecord(), type: 'toaster', status: 'melting', nsapp: '' } as unknown as CompleteRecord;
  const error = await backend.create(refused, aCall()).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined) expectThat('it rejects with a TelemetryError', isTelemetryError(error));
}

async function obeysSignal(backend: Backend): Promise<void> {
  const record = aRecord();
  await rejectionOf('create after its signal', backend.create(record, { signal: AbortSignal.abort() }));
  if (backend.find) expectEqual('afterwards', await backend.find(record.random_id, aCall()), undefined);
}

async function expectFinal(backend: Backend, random_id: string, final: boolean): Promise<void> {
  if (backend.find === undefined) return;
  expectEqual('final', (await backend.find(random_id, { ...aCall(), withStatus: true }))?.final, final);
}

function aCall(): Call {
  return { signal: new AbortController().signal };
}

function aTarget(
  random_id: string,
  record_id: string | undefined,
  status: FinalStatus,
): Parameters<Backend['update']>[0] {
  const patch = { status, error: 'Command not found', exit_code: 127 };
  return { random_id, patch, ...(record_id === undefined ? {} : { record_id }) };
}

function aRecord(): CompleteRecord {
  return {
    ct_type: 1,
    type: 'lxc',
    disk_size: 8,
    core_count: 2,
    ram_size: 2048,
    os_type: 'debian',
    os_version: '12',
    nsapp: 'contract',
    method: 'default',
    pve_version: '8.3.2',
    status: 'installing',
    random_id: makeRandomId(),
  };
}
