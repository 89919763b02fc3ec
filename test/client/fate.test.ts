import { describe, expect, it, vi } from 'vitest';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { type Answer, answers, type Scripted, scripted } from '../support/scripted-transport.js';

const random_id = 'installation-1';
const record_id = 'abc123def456789';
const lost = { rejects: new Error('reset') };
const refusedConnection = { rejects: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) };
const once = { attempts: 1 };

describe('the fate of a report that an earlier call may have delivered', () => {
  it.each<{ what: string; then: Answer }>([
    { what: 'a 429', then: { status: 429 } },
    { what: 'a 403', then: { status: 403 } },
    { what: 'a refused connection', then: refusedConnection },
  ])('stays unknown when the next update meets $what', async ({ then }) => {
    const telemetry = aClient(scripted(lost, then), once);
    const unknown = { outcome: 'failed', error: { fate: 'unknown' } };
    expect(await telemetry.update({ random_id, record_id })).toMatchObject(unknown);
    expect(await telemetry.update({ random_id, record_id })).toMatchObject(unknown);
  });

  it('stays unknown when the next update cannot even look the record up', async () => {
    const telemetry = aClient(scripted(answers.found(), lost, answers.unavailable()), once);
    await telemetry.update({ random_id });
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'failed', error: { fate: 'unknown' } });
  });

  it('stays unknown when the next create is refused', async () => {
    const telemetry = aClient(scripted(lost, { status: 403 }), once);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.create(aRecord({ random_id }))).toMatchObject({ error: { fate: 'unknown' } });
  });

  it('stays unknown after the last caller has left a write on its way', async () => {
    const telemetry = aClient(scripted('silence', { status: 429 }), once);
    await telemetry.update({ random_id, record_id }, { deadlineMs: 30 });
    expect(await telemetry.update({ random_id, record_id })).toMatchObject({ error: { fate: 'unknown' } });
  });

  it.each<{ what: string; looked: Scripted; fate: string }>([
    { what: 'cannot be looked up', looked: { status: 403 }, fate: 'unknown' },
    { what: 'is found as it was', looked: answers.found(record_id, 'installing'), fate: 'refused' },
  ])('is $fate where a record is not found for an update, perhaps ended by a copy of it, and $what', async (each) => {
    const telemetry = aClient(scripted(answers.missing(), each.looked), once);
    const outcome = await telemetry.update({ random_id, record_id });
    expect(outcome).toMatchObject({ outcome: 'failed', error: { fate: each.fate } });
  });

  it('stays unknown for a call that ends before it could begin', async () => {
    const telemetry = aClient(scripted(lost), once);
    await telemetry.update({ random_id, record_id });
    expect(await telemetry.update({ random_id, record_id }, { signal: AbortSignal.abort() })).toMatchObject({
      error: { code: 'aborted', fate: 'unknown' },
    });
  });

  it('is unknown for a call that ends before it could join a delivery that goes on', async () => {
    let answer: () => void = () => undefined;
    const transport = scripted(async ({ method }) => {
      if (method === 'GET') await new Promise<void>((resolve) => (answer = resolve));
      return method === 'GET' ? answers.found() : answers.stored();
    });
    const telemetry = aClient(transport);
    const patient = telemetry.update({ random_id });
    await vi.waitFor(() => expect(transport.seen).toHaveLength(1));
    expect(await telemetry.update({ random_id }, { signal: AbortSignal.abort() })).toMatchObject({
      error: { code: 'aborted', fate: 'unknown' },
    });
    answer();
    expect(await patient).toMatchObject({ outcome: 'updated' });
  });

  it('is unknown where the lookup after a refusal without a reason shows no status', async () => {
    const telemetry = aClient(scripted(answers.refused(), answers.found()), once);
    expect(await telemetry.update({ random_id, record_id })).toMatchObject({
      error: { code: 'rejected', fate: 'unknown' },
    });
  });

  it('is refused where the earlier one was, and nothing was sent since', async () => {
    const telemetry = aClient(scripted({ status: 429 }, refusedConnection), once);
    await telemetry.update({ random_id, record_id });
    expect(await telemetry.update({ random_id, record_id })).toMatchObject({ error: { fate: 'refused' } });
  });

  it('is kept apart for create and update, and for each installation', async () => {
    const telemetry = aClient(scripted(lost, refusedConnection), once);
    await telemetry.create(aRecord({ random_id }));
    const other = 'installation-2';
    for (const outcome of [
      await telemetry.update({ random_id, record_id }),
      await telemetry.create(aRecord({ random_id: other })),
      await telemetry.update({ random_id: other, record_id }),
    ]) {
      expect(outcome).toMatchObject({ error: { fate: 'not-sent' } });
    }
  });
});
