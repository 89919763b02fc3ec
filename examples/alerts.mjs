// @ts-check
// Posts to a webhook once when an app's failure rate of the last hour rises above a limit, and once when it falls.
import { watch } from '@community-scripts/telemetry/observe';
import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
import { outcomesBy } from '@community-scripts/telemetry/views';

const { NSAPP = 'plex', PB_URL = 'http://127.0.0.1:8090', WEBHOOK_URL = '', EVERY_MS = '60000' } = process.env;
const LIMIT = 0.5;
const MIN_RUNS = 3;
const source = pocketBaseRecords({ baseUrl: PB_URL });

/** The failure rate of the last hour, as a source with one item. With too few runs there is no rate. */
const lastHour = {
  /** @param {undefined} _query @param {{ signal?: AbortSignal | undefined }} [call] */
  async list(_query, call) {
    const at = new Date();
    const query = { nsapp: NSAPP, created: { from: new Date(at.getTime() - 3_600_000) } };
    const [all] = await outcomesBy(source, query, [], { minRuns: MIN_RUNS }, call);
    const rate = all?.failureRate.rate;
    const item = { isHigh: rate === undefined ? undefined : rate > LIMIT, failureRate: all?.failureRate };
    return { items: new Map([[NSAPP, item]]), at, complete: true, health: {} };
  },
};

/** @param {'rose' | 'fell'} what @param {{ numerator: number, denominator: number } | undefined} failureRate */
async function tell(what, failureRate) {
  const text = `${NSAPP}: the failure rate ${what}: ${failureRate?.numerator} of ${failureRate?.denominator} runs failed`;
  const body = JSON.stringify({ text });
  const headers = { 'content-type': 'application/json' };
  const options = { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) };
  // A webhook that fails must not end the watch.
  const answer = await fetch(WEBHOOK_URL, options).catch((error) => ({ status: error.message }));
  console.log(`${text} (webhook: ${answer.status})`);
}

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());

const changes = watch(lastHour, {
  everyMs: Number(EVERY_MS),
  signal: stop.signal,
  // No rate is no change: an hour without runs ends no alert, and begins none.
  isChange: (before, { isHigh }) => (isHigh === undefined || isHigh === (before.isHigh ?? false) ? [] : ['isHigh']),
});
for await (const change of changes) {
  if (change.event === 'health') console.log(`The source is ${change.health.state}.`);
  const item = change.event === 'snapshot' ? change.snapshot.items.get(NSAPP) : undefined;
  if (item?.isHigh) await tell('rose', item.failureRate);
  if (change.event === 'changed') await tell(change.item.isHigh ? 'rose' : 'fell', change.item.failureRate);
}
