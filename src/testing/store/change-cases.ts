import { makeRandomId } from '../../records/make-random-id.js';
import type { StoreChange } from '../../stores/report.js';
import type { Store } from '../../stores/store.js';
import { expectEqual, expectThat } from '../contract-case.js';
import { expectSame } from '../expect-same.js';
import { aReport, expectReport, recordOf } from './expect-stored.js';
import type { StoreCheck } from './store-setup.js';

/** How long a case waits for what must happen. */
const PATIENCE_MS = 10_000;

export const tellsReports: StoreCheck = async (store) => {
  if (store.records.subscribe === undefined) return;
  const report = { ...aReport('installing'), method: makeRandomId() };
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  const told: unknown[] = [];
  const query = { method: report.method };
  for await (const event of store.records.subscribe(query, { signal: controller.signal })) {
    if (event.event === 'snapshot') {
      told.push(event.snapshot.items.size);
      await expectReport(store, report, 'stored');
    } else if (event.event === 'changed') {
      told.push(event.item.status, event.before?.status);
      if (event.item.status === 'failed') break;
      await expectReport(store, { ...report, status: 'failed', exit_code: 1 }, 'stored');
    }
  }
  clearTimeout(timer);
  expectEqual('what was told', told, [0, 'installing', undefined, 'failed', 'installing']);
};

export const tellsChangesAfterCursor: StoreCheck = async (store) => {
  const [one, two] = [aReport('installing'), aReport('installing')];
  const told = await firstChanges(store, undefined, 3, async () => {
    await expectReport(store, one, 'stored');
    await expectReport(store, two, 'stored');
  });
  const whatIsTold = told.map((change) => [change.change, 'key' in change && change.key]);
  expectEqual('what is told', whatIsTold, [
    ['gap', false],
    ['stored', one.random_id],
    ['stored', two.random_id],
  ]);
  const [gap, first] = told.map(({ cursor }) => cursor);
  for (const { cursor } of told) expectThat(`${cursor} fits a header`, /^[A-Za-z0-9._-]{1,64}$/.test(cursor));
  await expectReport(store, { ...one, status: 'failed', exit_code: 1 }, 'stored');
  const [next, last] = await firstChanges(store, first, 2);
  expectEqual('the next', next?.change === 'stored' && next.key, two.random_id);
  expectSame('the last', last?.change === 'stored' && last.record, await recordOf(store, one.random_id));
  const again = await firstChanges(store, gap, 2);
  const keys = again.map((change) => (change.change === 'stored' ? change.key : change.change));
  expectEqual('each record once', keys, [two.random_id, one.random_id]);
  for (const after of ['', 'nonsense', `${first}0000`, '0'])
    expectEqual(`the first after ${after}`, (await firstChanges(store, after, 1))[0]?.change, 'gap');
  for await (const change of store.changes({ signal: AbortSignal.abort() }))
    throw new Error(`It told ${change.change} after its signal`);
};

/** The first changes after a cursor. `meanwhile` runs after the first one. */
async function firstChanges(
  store: Store,
  after: string | undefined,
  count: number,
  meanwhile?: () => Promise<void>,
): Promise<StoreChange[]> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  const told: StoreChange[] = [];
  for await (const change of store.changes({ after, signal: controller.signal })) {
    if (told.push(change) === count) break;
    if (told.length === 1) await meanwhile?.();
  }
  clearTimeout(timer);
  expectEqual('the number of changes', told.length, count);
  return told;
}
