import { setTimeout as passed } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { TRANSPORTS } from '../support/transports.js';
import { aClientOf, end, useBadNetwork } from './bad-network.js';
import { lockDatabase } from './lock.js';

const finalStatus = '../../examples/pocketbase/pb_migrations_optional/2_final_status.js';
const timedOut = { outcome: 'failed', error: { code: 'timed-out', fate: 'unknown' } };

const servers = [
  { what: 'as we ship it', migrations: [] },
  { what: 'with the trigger', migrations: [fileURLToPath(new URL(finalStatus, import.meta.url))] },
];
const overEach = servers.flatMap((server) => TRANSPORTS.map((over) => ({ ...server, ...over })));

describeOnPocketBase.each(overEach)('a real PocketBase $what whose database is locked, through $name', (each) => {
  const { migrations, transport } = each;
  const { server, begun, judgeCreate, judgeUpdate } = useBadNetwork({ migrations });

  /** Locks the database until somebody lets go of it, at the latest after the test. */
  async function locked(): Promise<() => Promise<void>> {
    const unlock = await lockDatabase(server());
    let unlocked: Promise<void> | undefined;
    const once = (): Promise<void> => (unlocked ??= unlock());
    onTestFinished(once);
    return once;
  }

  it('lets a create time out in doubt, and has one record and its end', async () => {
    const telemetry = aClientOf(server(), { transport });
    const unlock = await locked();
    const created = await telemetry.create(aRecord({ disk_size: 8 }));
    expect(created).toMatchObject(timedOut);
    await unlock();
    await judgeCreate(created);
    const { random_id } = created;
    const updated = await telemetry.update({ random_id, exit_code: 127 }, { deadlineMs: 20_000 });
    expect(updated).toMatchObject({ outcome: 'updated' });
    // What the server was asked while it was locked, it may do late; it changes nothing any more.
    await passed(1_000);
    await judgeUpdate(updated);
    expect(await server().records(random_id)).toMatchObject([{ ...end, disk_size: 8 }]);
  });

  it('answers a lookup as if nothing were, since readers do not wait for writers', async () => {
    const random_id = await begun();
    const attempts: string[] = [];
    const telemetry = aClientOf(server(), {
      transport,
      onEvent: (event) =>
        event.type === 'attempt'
          ? void attempts.push(`${event.operation} ${event.error?.code ?? 'answered'}`)
          : undefined,
    });
    const unlock = await locked();
    expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject(timedOut);
    expect(attempts).toEqual(['find answered', 'update timed-out', 'update timed-out']);
    expect(await server().records(random_id)).toMatchObject([{ status: 'installing' }]);
    await unlock();
  });

  it('lets an update time out in doubt, and has the end reported first', async () => {
    const telemetry = aClientOf(server(), { transport });
    const { random_id } = await telemetry.create(aRecord());
    const unlock = await locked();
    expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject(timedOut);
    await unlock();
    // Another end is reported now, and the first one is delivered.
    const again = await telemetry.update({ random_id, status: 'done' }, { deadlineMs: 20_000 });
    expect(again).toMatchObject({ outcome: 'skipped', reason: 'already-updated' });
    await passed(1_000);
    expect(await server().records(random_id)).toMatchObject([end]);
  });

  if (migrations.length === 0) return;

  it('tells two processes the same of the one end that stands', async () => {
    const one = aClientOf(server(), { transport });
    const { random_id } = await one.create(aRecord());
    const unlock = await locked();
    expect(await one.update({ random_id, exit_code: 127 })).toMatchObject(timedOut);
    const other = aClientOf(server(), { transport, timeoutMs: 20_000, deadlineMs: 25_000 });
    const others = other.update({ random_id, status: 'done' });
    await passed(200);
    await unlock();
    const outcomes = [await others, await one.update({ random_id, exit_code: 127 })];
    await passed(1_000);
    const [record] = await server().records(random_id);
    const updated = { outcome: 'updated' };
    const told = { outcome: 'skipped', reason: 'already-updated' };
    expect(record).toMatchObject(record?.status === 'failed' ? end : { status: 'sucess', exit_code: 0, error: '' });
    expect(outcomes).toMatchObject(record?.status === 'failed' ? [told, updated] : [updated, told]);
  });
});
