import type { IncomingMessage } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import {
  type CreateOutcome,
  pocketBase,
  TelemetryClient,
  type TelemetryClientOptions,
  type UpdateOutcome,
} from '../../src/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.js';

const server = usePocketBase();
let proxy: FaultProxy | undefined;
afterEach(async () => {
  expect(proxy?.strayed).toBe(0);
  await proxy?.close();
});

/** A client behind a proxy; as impatient as its late answers are late. */
async function aClientBehind(
  faultOf: (request: IncomingMessage) => Fault,
  own: TelemetryClientOptions = {},
): Promise<TelemetryClient> {
  proxy = await startFaultProxy(server().url, faultOf);
  const backend = pocketBase({ baseUrl: proxy.url });
  return new TelemetryClient({ consent: 'yes', backend, attempts: 2, timeoutMs: 400, deadlineMs: 4_000, ...own });
}

/** A fault for the first request of a kind, or for each. */
function faultFor(method: string, fault: Fault, howOften: 'once' | 'always'): (request: IncomingMessage) => Fault {
  let met = 0;
  return (request) => (request.method === method && ((met += 1) === 1 || howOften === 'always') ? fault : 'none');
}

/** Holds what was told against what is stored. */
async function judge(random_id: string, outcome: CreateOutcome | UpdateOutcome, end: object): Promise<void> {
  const records = await server().records(random_id);
  expect(records.length).toBeLessThanOrEqual(1);
  const [record] = records;
  if (outcome.outcome === 'created' || outcome.outcome === 'existing') expect(records).toHaveLength(1);
  if (outcome.outcome === 'updated') expect(record).toMatchObject(end);
  if (outcome.outcome !== 'failed' || outcome.error.fate === 'unknown') return;
  // Nothing was written: no record yet, or one that has not ended.
  expect(record?.status ?? 'installing').toBe('installing');
}

const FAULTS: { fault: Fault; always: string; fate: string }[] = [
  { fault: 'reset-before', always: 'unreachable', fate: 'unknown' },
  { fault: 'reset-after', always: 'unreachable', fate: 'unknown' },
  { fault: 'late-headers', always: 'timed-out', fate: 'unknown' },
  { fault: 'stalled-body', always: 'timed-out', fate: 'unknown' },
  { fault: 'cut-body', always: 'unreachable', fate: 'unknown' },
  { fault: 'html', always: 'unexpected-answer', fate: 'unknown' },
  { fault: 'rate-limited', always: 'unavailable', fate: 'refused' },
  { fault: 'rate-limited-for-a-second', always: 'unavailable', fate: 'refused' },
  { fault: '500', always: 'unavailable', fate: 'unknown' },
  { fault: '502', always: 'unavailable', fate: 'unknown' },
  { fault: '503', always: 'unavailable', fate: 'unknown' },
  { fault: '504', always: 'unavailable', fate: 'unknown' },
  { fault: '503-after', always: 'unavailable', fate: 'unknown' },
  { fault: 'moved-elsewhere', always: 'unexpected-answer', fate: 'unknown' },
  { fault: 'moved-in-circles', always: 'unexpected-answer', fate: 'unknown' },
];
const HARMLESS: Fault[] = ['none', 'moved', 'twice'];
const end = { status: 'failed', exit_code: 127 };

describeOnPocketBase('a real PocketBase behind a bad network', () => {
  it.each([...FAULTS.map(({ fault }) => fault), ...HARMLESS])(
    'stores one record with its end when a create meets %s once',
    async (fault) => {
      const telemetry = await aClientBehind(faultFor('POST', fault, 'once'));
      const record = aRecord({ disk_size: 8 });
      const created = await telemetry.create(record);
      await judge(record.random_id, created, end);
      const updated = await telemetry.update({ random_id: record.random_id, ...end });
      expect(updated).toMatchObject({ outcome: 'updated' });
      expect(await server().records(record.random_id)).toMatchObject([{ ...end, disk_size: 8 }]);
    },
  );

  it.each(
    [...FAULTS.map(({ fault }) => fault), ...HARMLESS].flatMap((fault) => [
      { method: 'GET', what: 'lookup', fault },
      { method: 'PATCH', what: 'update', fault },
    ]),
  )(
    'stores the end, at the latest when it is reported again, when a $what meets $fault once',
    async ({ method, fault }) => {
      const { random_id } = await new TelemetryClient({
        consent: true,
        backend: pocketBase({ baseUrl: server().url }),
      }).create(aRecord());
      const telemetry = await aClientBehind(faultFor(method, fault, 'once'));
      const first = await telemetry.update({ random_id, ...end });
      await judge(random_id, first, end);
      // Whatever is reported now, the end reported first is delivered.
      const second = await telemetry.update({ random_id, status: 'done' });
      expect(second).toMatchObject({ outcome: 'skipped', reason: 'already-updated' });
      if (first.outcome !== 'failed') expect(first).toMatchObject({ outcome: 'updated' });
      expect(await server().records(random_id)).toMatchObject([end]);
    },
  );

  it.each(FAULTS)(
    'fails a create as $always, fate $fate, that always meets $fault',
    async ({ fault, always, fate }) => {
      const telemetry = await aClientBehind(faultFor('POST', fault, 'always'));
      const record = aRecord();
      const created = await telemetry.create(record);
      expect(created).toMatchObject({ outcome: 'failed', error: { code: always, fate } });
      await judge(record.random_id, created, end);
    },
  );

  it.each(FAULTS)('fails a lookup as $always, not sent, that always meets $fault', async ({ fault, always }) => {
    const telemetry = await aClientBehind(faultFor('GET', fault, 'always'));
    const { random_id } = await telemetry.create(aRecord());
    const other = await aClientAgain();
    const updated = await other.update({ random_id, ...end });
    expect(updated).toMatchObject({ outcome: 'failed', error: { code: always, fate: 'not-sent' } });
    await judge(random_id, updated, end);
  });

  it.each(FAULTS)(
    'fails an update as $always, fate $fate, that always meets $fault',
    async ({ fault, always, fate }) => {
      const telemetry = await aClientBehind(faultFor('PATCH', fault, 'always'));
      const { random_id } = await telemetry.create(aRecord());
      const updated = await telemetry.update({ random_id, ...end });
      expect(updated).toMatchObject({ outcome: 'failed', error: { code: always, fate } });
      await judge(random_id, updated, end);
    },
  );

  /** Another process behind the same proxy. */
  async function aClientAgain(): Promise<TelemetryClient> {
    const backend = pocketBase({ baseUrl: proxy?.url });
    return new TelemetryClient({ consent: 'yes', backend, attempts: 2, timeoutMs: 400, deadlineMs: 4_000 });
  }
});
