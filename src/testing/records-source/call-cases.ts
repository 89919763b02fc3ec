import { isTelemetryError } from '../../errors.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { SummaryPlan } from '../../sources/records/summary.js';
import { expectEqual, expectThat } from '../contract-case.js';
import { expectRefusal } from '../expect-refusal.js';
import { answerTo, expectRead } from './expect-read.js';
import type { SourceCheck } from './records-source-setup.js';

/** How long a case waits for what must happen. */
const PATIENCE_MS = 10_000;

export const refusesInvalid: SourceCheck = async ({ source }) => {
  const invalid = { nsap: 'plex' } as RecordQuery;
  const plan: SummaryPlan = { by: ['nsapp'] };
  const reads: Record<string, () => unknown> = {
    records: () => source.records(invalid),
    list: () => source.list(invalid),
    count: () => source.count(invalid),
    summarize: () => source.summarize(invalid, plan),
    ...(source.subscribe && { subscribe: () => source.subscribe?.(invalid) }),
  };
  for (const [name, read] of Object.entries(reads)) await expectRefusal(name, read, 'invalid-query', ['nsap']);
  const notAKey = undefined as unknown as string;
  await expectRefusal('get', () => source.get(notAKey), 'invalid-query', ['key']);
  const misplanned = { by: ['nsap'] } as unknown as SummaryPlan;
  await expectRefusal('summarize', () => source.summarize({}, misplanned), 'invalid-query', ['by']);
  for (const query of [{ limit: 0 }, { exit_code: NaN }, { exit_code: {} }, { created: { from: 'yesterday' } }])
    await expectRefusal('records', () => source.records(query), 'invalid-query', Object.keys(query));
  if (source.subscribe === undefined) return;
  await expectRefusal('subscribe', () => source.subscribe?.({ limit: 1 }), 'invalid-query', ['limit']);
};

export const endsRequest: SourceCheck = async (setup, stored) => {
  let first: string | undefined;
  for await (const { key } of setup.source.records()) {
    first = key;
    break;
  }
  expectEqual('the first record', first, answerTo({}, stored)[0]?.key);
  const started = Date.now();
  while ((setup.openRequests?.() ?? 0) > 0) {
    expectThat('leaving the loop ends its request', Date.now() - started < PATIENCE_MS);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await expectRead(setup, stored, {});
};

export const obeysSignal: SourceCheck = async ({ source }, stored) => {
  const call = { signal: AbortSignal.abort() };
  const reads: Record<string, () => unknown> = {
    records: () => source.records({}, call),
    list: () => source.list({}, call),
    get: () => source.get(stored[0]?.random_id ?? '', call),
    count: () => source.count({}, call),
    summarize: () => source.summarize({}, { by: [] }, call),
    ping: () => source.ping(call),
  };
  for (const [name, read] of Object.entries(reads)) await expectRefusal(name, read, 'aborted');
  const controller = new AbortController();
  const readTwo = async (): Promise<void> => {
    for await (const { key } of source.records({}, { signal: controller.signal })) if (key) controller.abort();
  };
  await expectRefusal('records, while it is read,', readTwo, 'aborted');
};

export const pings: SourceCheck = async ({ source }) => {
  const { state, checkedAt } = await source.ping();
  expectEqual('state', state, 'up');
  expectThat('`checkedAt` is a Date', checkedAt instanceof Date);
};

export const saysItIsDown: SourceCheck = async ({ unreachable }) => {
  if (unreachable === undefined) return;
  const { state, error } = await unreachable.ping();
  expectEqual('state', state, 'down');
  expectThat('the error of its health is a TelemetryError', isTelemetryError(error));
  await expectRefusal('list', () => unreachable.list(), 'unreachable');
  await expectRefusal('records', () => unreachable.records(), 'unreachable');
};
