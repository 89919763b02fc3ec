import { expect, it } from 'vitest';
import {
  type CreateOutcome,
  type InstallationRecord,
  pocketBase,
  TelemetryClient,
  type UpdateOutcome,
} from '../../src/index.js';
import { explainExitCode } from '../../src/exit-codes/index.js';
import { Random } from '../simulation/random.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { TRANSPORTS } from '../support/transports.js';
import { FAULTS as EVERY_FAULT, HARMLESS } from './bad-network.js';
import { type Fault, startFaultProxy } from './fault-proxy.js';

const LIFECYCLES = 1_000;
const AT_ONCE = 40;
const FAULT_RATE = 0.3;
const FAULTS: readonly Fault[] = [...EVERY_FAULT.map(({ fault }) => fault), ...HARMLESS];

const server = usePocketBase();

interface Lifecycle {
  readonly record: InstallationRecord & { random_id: string };
  /** The end reported first, as it is to be stored. */
  readonly end: { readonly status: string; readonly exit_code: number; readonly error: string };
  readonly created: CreateOutcome;
  readonly outcomes: readonly UpdateOutcome[];
}

/** One installation: two ends race; then whoever failed reports again, every third one only once. */
async function live(telemetry: TelemetryClient, index: number): Promise<Lifecycle> {
  const record = aRecord({ nsapp: `app-${index}`, core_count: index, disk_size: 1 + index });
  const { random_id } = record;
  const created = await telemetry.create(record);
  const exit_code = 1 + (index % 255);
  const outcomes = await Promise.all([
    telemetry.update({ random_id, status: 'failed', exit_code }),
    telemetry.update({ random_id, status: 'done' }),
  ]);
  const reports = index % 3 === 0 ? 1 : 10;
  for (let again = 1; again < reports && outcomes.every(({ outcome }) => outcome === 'failed'); again += 1) {
    outcomes.push(await telemetry.update({ random_id, status: 'failed', exit_code: 255 - (index % 255) }));
  }
  return { record, end: { status: 'failed', exit_code, error: explainExitCode(exit_code) }, created, outcomes };
}

describeOnPocketBase.each(TRANSPORTS)('a real PocketBase, through $name', ({ transport }) => {
  it(`has one record and the end reported first of ${LIFECYCLES} installations, with ${FAULT_RATE * 100} % faults`, async () => {
    const before = new Set((await server().records()).map(({ random_id }) => random_id));
    const random = new Random(20_261_121);
    const faulty = (): Fault => (random.chance(FAULT_RATE) ? random.pick(FAULTS) : 'none');
    const proxy = await startFaultProxy(server().url, faulty);
    const backend = pocketBase({ baseUrl: proxy.url, transport });
    const telemetry = new TelemetryClient({
      ...{ consent: 'yes', backend, attempts: 3, timeoutMs: 400, deadlineMs: 6_000 },
    });

    const lived: Lifecycle[] = [];
    let begun = 0;
    const worker = async (): Promise<void> => {
      while (begun < LIFECYCLES) lived.push(await live(telemetry, (begun += 1)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(await telemetry.settled()).toBe(true);
    // What was given up may land late.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(proxy.strayed).toBe(0);
    await proxy.close();

    const stored = (await server().records()).filter(({ random_id }) => !before.has(random_id));
    const unread = new Map(stored.map((record) => [record.random_id, record]));
    let confirmed = 0;
    let lost = 0;
    for (const { record, end, created, outcomes } of lived) {
      const found = unread.get(record.random_id);
      unread.delete(record.random_id);
      const told = new Set(outcomes.map((one) => (one.outcome === 'skipped' ? one.reason : one.outcome)));
      const last = outcomes.at(-1);
      const isCertain = last?.outcome === 'failed' && last.error.fate !== 'unknown';
      if (told.has('updated') || told.has('already-updated')) {
        confirmed += 1;
        expect(found).toMatchObject(end);
      } else {
        expect([...told]).toEqual(['failed']);
      }
      if (found === undefined) {
        lost += 1;
        expect([created.outcome, ...told]).toEqual(['failed', 'failed']);
      } else {
        const { nsapp, core_count, disk_size } = record;
        expect(found).toMatchObject({ nsapp, core_count, disk_size });
        // Confirmed or not: nothing but the end reported first is ever stored, and nothing where a refusal is certain.
        expect(found).toMatchObject(isCertain || found.status === 'installing' ? { status: 'installing' } : end);
      }
    }
    process.stdout.write(
      `${lived.length} lifecycles, ${stored.length} records, ${confirmed} ends confirmed, ${lost} lost with every call failed\n`,
    );
    expect(lived).toHaveLength(LIFECYCLES);
    // Nobody's record is there that was not reported, and nobody's twice.
    expect([...unread.keys()]).toEqual([]);
    expect(stored).toHaveLength(LIFECYCLES - lost);
    expect(confirmed).toBeGreaterThan(LIFECYCLES * 0.9);
    expect(lost).toBeLessThan(LIFECYCLES * 0.03);
  });
});
