import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '../../src/backends/ingest/index.js';
import { type CreateOutcome, TelemetryClient, type Transport, type UpdateOutcome } from '../../src/index.js';
import type { StoredEvent } from '../ingest/service-rules.js';
import { IngestService } from '../ingest/service.js';
import { Random } from '../simulation/random.js';
import { serveIngest } from '../support/ingest-service.js';
import { aRecord } from '../support/records.js';
import { TRANSPORTS } from '../support/transports.js';
import { FAULTS, HARMLESS } from './bad-network.js';
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.js';

let service: IngestService;
let server: { url: string; stop(): void };
let proxy: FaultProxy | undefined;
beforeEach(async () => {
  service = new IngestService({ isLimited: false });
  server = await serveIngest(service);
});
afterEach(async () => {
  expect(proxy?.strayed).toBe(0);
  await proxy?.close();
  server.stop();
});

/** A client behind a proxy; as impatient as its late answers are late. */
async function aClientBehind(
  faultOf: (request: IncomingMessage) => Fault,
  transport: Transport | undefined,
): Promise<TelemetryClient> {
  proxy = await startFaultProxy(new URL(server.url).origin, faultOf);
  const backend = ingest({ url: `${proxy.url}/telemetry`, transport });
  return new TelemetryClient({ consent: 'yes', backend, attempts: 2, timeoutMs: 400, deadlineMs: 4_000 });
}

/** A fault for one request, counted from 1, or for that one and all that follow. */
function faultAt(nth: number, fault: Fault, howOften: 'once' | 'always'): () => Fault {
  let seen = 0;
  return () => ((seen += 1) === nth || (howOften === 'always' && seen > nth) ? fault : 'none');
}

function ended(random_id: string): StoredEvent[] {
  return service.storedOf(random_id).filter(({ status }) => status !== 'installing');
}

const end = { status: 'failed', exit_code: 127 } as const;

/** Holds what was told against what is stored. */
function judge({ random_id, ...outcome }: CreateOutcome | UpdateOutcome, operation: 'create' | 'update'): void {
  const rows = operation === 'create' ? service.storedOf(random_id) : ended(random_id);
  if (outcome.outcome === 'accepted') expect(rows).not.toEqual([]);
  if (outcome.outcome === 'failed' && outcome.error.fate !== 'unknown') expect(rows).toEqual([]);
}

const ALL: Fault[] = [...FAULTS.map(({ fault }) => fault), ...HARMLESS];
/** After these the service takes nothing for the rest of the minute, as far as anybody knows. */
const HOLDING: Fault[] = ['rate-limited', 'moved-after-then-limited'];
const PASSING = ALL.filter((fault) => !HOLDING.includes(fault));

describe.each(TRANSPORTS)('the ingest service behind a bad network, through $name', ({ transport }) => {
  it.each(PASSING)('stores one end, and all that create knew, when a create meets %s once', async (fault) => {
    const telemetry = await aClientBehind(faultAt(1, fault, 'once'), transport);
    const record = aRecord({ disk_size: 8 });
    judge(await telemetry.create(record), 'create');
    expect(await telemetry.update({ random_id: record.random_id, ...end })).toMatchObject({ outcome: 'accepted' });
    expect(ended(record.random_id)).toMatchObject([{ ...end, disk_size: 8 }]);
  });

  it.each(PASSING)(
    'stores one end, at the latest when it is reported again, when an update meets %s once',
    async (fault) => {
      const telemetry = await aClientBehind(faultAt(2, fault, 'once'), transport);
      const { random_id } = await telemetry.create(aRecord());
      const first = await telemetry.update({ random_id, ...end });
      judge(first, 'update');
      // Whatever is reported now, the end reported first is delivered.
      const second = await telemetry.update({ random_id, status: 'done' });
      expect(second).toMatchObject({ outcome: 'skipped', reason: 'already-updated' });
      if (first.outcome !== 'failed') expect(first).toMatchObject({ outcome: 'accepted' });
      expect(ended(random_id)).toMatchObject([end]);
    },
  );

  it.each(HOLDING)('sends no end, and says so, in the minute after a create has met %s', async (fault) => {
    const telemetry = await aClientBehind(faultAt(1, fault, 'once'), transport);
    const created = await telemetry.create(aRecord());
    expect(created).toMatchObject({ outcome: 'failed', error: { code: 'unavailable' } });
    judge(created, 'create');
    expect(await telemetry.update({ random_id: created.random_id, ...end })).toMatchObject({
      outcome: 'failed',
      error: { code: 'unavailable', fate: 'not-sent' },
    });
    expect(ended(created.random_id)).toEqual([]);
  });

  it.each(FAULTS)(
    'fails a create as $always, fate $fate, that always meets $fault',
    async ({ fault, always, fate }) => {
      const telemetry = await aClientBehind(faultAt(1, fault, 'always'), transport);
      const created = await telemetry.create(aRecord());
      expect(created).toMatchObject({ outcome: 'failed', error: { code: always, fate } });
      judge(created, 'create');
    },
  );

  it.each(FAULTS)(
    'fails an update as $always, fate $fate, that always meets $fault',
    async ({ fault, always, fate }) => {
      const telemetry = await aClientBehind(faultAt(2, fault, 'always'), transport);
      const { random_id } = await telemetry.create(aRecord());
      const updated = await telemetry.update({ random_id, ...end });
      expect(updated).toMatchObject({ outcome: 'failed', error: { code: always, fate } });
      judge(updated, 'update');
    },
  );

  it('has one end, the one reported first, of 300 installations with 30 % faults', async () => {
    const random = new Random(20_261_121);
    proxy = await startFaultProxy(new URL(server.url).origin, () => (random.chance(0.3) ? random.pick(ALL) : 'none'));
    const url = `${proxy.url}/telemetry`;
    let confirmed = 0;
    const liveOne = async (index: number): Promise<void> => {
      // Each from a machine of its own: sixty reports a minute are one machine's.
      const telemetry = new TelemetryClient({
        consent: true,
        backend: ingest({ url, transport }),
        timeoutMs: 400,
        deadlineMs: 6_000,
      });
      const { random_id } = await telemetry.create(aRecord());
      const exit_code = 1 + (index % 100);
      const outcomes = await Promise.all([
        telemetry.update({ random_id, status: 'failed', exit_code }),
        telemetry.update({ random_id, status: 'done' }),
      ]);
      for (let again = 0; again < 3 && outcomes.every(({ outcome }) => outcome === 'failed'); again += 1) {
        outcomes.push(await telemetry.update({ random_id, status: 'done' }));
      }
      const isConfirmed = outcomes.some(({ outcome }) => outcome === 'accepted' || outcome === 'skipped');
      confirmed += isConfirmed ? 1 : 0;
      // Confirmed or not: nothing but the end reported first is ever stored, and that once.
      const rows = ended(random_id);
      if (isConfirmed || rows.length > 0) expect(rows).toMatchObject([{ status: 'failed', exit_code }]);
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < 300) await liveOne((next += 1));
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    expect(confirmed).toBeGreaterThan(270);
  });
});
