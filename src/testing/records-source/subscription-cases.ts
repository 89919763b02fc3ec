import type { SourceEvent } from '../../observe/source-event.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { expectEqual, expectThat } from '../contract-case.js';
import type { RecordsSourceSetup } from './records-source-setup.js';

/** How long a case waits for the next event. */
const PATIENCE_MS = 10_000;

/** Tells a snapshot first, then each change of what the query asks for. */
export async function tellsChanges(setup: RecordsSourceSetup): Promise<void> {
  const { source, change, remove } = setup;
  if (source.subscribe === undefined) return;
  if (!change || !remove) throw new Error('A source with `subscribe` needs `change` and `remove` in its setup');
  const query: RecordQuery = { method: 'followed', status: ['installing', 'failed'] };
  const follow = (id: string, changes: Partial<StoredRecord> = {}): Promise<string> => seedFollowed(setup, id, changes);
  const [ends, leaves] = [await follow('follows-ends'), await follow('follows-leaves')];
  await follow('follows-success', { status: 'success' });
  await withEvents(source, query, async (next) => {
    const first = await next();
    expectEqual('the first event', first.event, 'snapshot');
    expectEqual('its keys', keysOf(first), [ends, leaves].sort());

    const added = await follow('follows-added', { status: 'failed', exit_code: 127 });
    expectEvent(await next(), 'changed', added, 'failed');

    await change(ends, { status: 'failed', exit_code: 1 });
    const changed = await next();
    expectEvent(changed, 'changed', ends, 'failed');
    const { before, why } = changed as SourceEvent<StoredRecord> & { event: 'changed' };
    expectEqual('the status before', before?.status, 'installing');
    expectThat(`why it is a change has status, got ${why.join(', ')}`, why.includes('status'));

    await change(leaves, { status: 'success' });
    expectEvent(await next(), 'removed', leaves, 'installing');
    await remove(added);
    expectEvent(await next(), 'removed', added, 'failed');
    expectEqual('then', (await next('up-to-date')).event, 'up-to-date');
  });
}

/** Ends without an error when its signal aborts, or has aborted. */
export async function endsSubscription({ source }: RecordsSourceSetup): Promise<void> {
  if (source.subscribe === undefined) return;
  const controller = new AbortController();
  const told: string[] = [];
  for await (const { event } of source.subscribe({}, { signal: controller.signal })) {
    told.push(event);
    if (event === 'snapshot') controller.abort();
  }
  expectThat('it told a snapshot before its signal', told.includes('snapshot'));
  for await (const { event } of source.subscribe({}, { signal: AbortSignal.abort() }))
    throw new Error(`It told ${event} after its signal`);
}

/** Stores a record that a subscription follows. @returns its key. */
async function seedFollowed(setup: RecordsSourceSetup, id: string, changes: Partial<StoredRecord>): Promise<string> {
  const created = new Date().toISOString();
  const ids = { key: id, random_id: id, execution_id: id };
  const given = { ...ids, type: 'lxc', nsapp: 'followed', method: 'followed', ct_type: 1, created, updated: created };
  const [stored] = await setup.seed([{ ...given, status: 'installing', ...changes }]);
  if (stored === undefined) throw new Error('The record was not stored');
  return stored.key;
}

type NextEvent = (also?: 'up-to-date') => Promise<SourceEvent<StoredRecord>>;

/** Gives the events of a subscription one by one, without its health and, unless asked for, `up-to-date`. */
async function withEvents(
  source: RecordsSource,
  query: RecordQuery,
  use: (next: NextEvent) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  const events = (source.subscribe?.(query, { signal: controller.signal }) as AsyncIterable<SourceEvent<StoredRecord>>)[
    Symbol.asyncIterator
  ]();
  const next: NextEvent = async (also) => {
    for (;;) {
      const told = await events.next();
      if (told.done) throw new Error('The subscription ended before it told what was expected');
      const { event } = told.value;
      if (event !== 'health' && (event !== 'up-to-date' || also === event)) return told.value;
    }
  };
  try {
    await use(next);
  } finally {
    clearTimeout(timer);
    controller.abort();
    await events.return?.();
  }
}

function expectEvent(told: SourceEvent<StoredRecord>, event: 'changed' | 'removed', key: string, status: string): void {
  const item = told.event === 'changed' ? told.item : told.event === 'removed' ? told.before : undefined;
  // What was removed need not be told.
  const seen = [told.event, 'key' in told && told.key, item ? item.status : told.event === 'removed' && status];
  expectEqual(`the event of ${key}`, seen, [event, key, status]);
}

function keysOf(event: SourceEvent<StoredRecord>): string[] {
  return event.event === 'snapshot' ? [...event.snapshot.items.keys()].sort() : [];
}
