import { expect, it } from 'vitest';
import { pocketBase, TelemetryClient, type UpdateOutcome } from '../../src/index.js';
import { Random } from '../simulation/random.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { type Fault, startFaultProxy } from './fault-proxy.js';

const LIFECYCLES = 1_000;
const AT_ONCE = 40;
const FAULT_RATE = 0.3;
const FAULTS: readonly Fault[] = [
  'reset-before',
  'reset-after',
  'late-headers',
  'stalled-body',
  'cut-body',
  'html',
  'rate-limited',
  'rate-limited-for-a-second',
  '500',
  '502',
  '503',
  '504',
  '503-after',
  'moved',
  'moved-elsewhere',
  'moved-in-circles',
  'twice',
];

const server = usePocketBase();

interface Lifecycle {
  readonly random_id: string;
  /** The end reported first, as it is to be stored. */
  readonly end: { readonly status: string; readonly exit_code: number };
  readonly outcomes: readonly UpdateOutcome[];
}

describeOnPocketBase('a real PocketBase', () => {
  it(`has one record and the end reported first of ${LIFECYCLES} installations, with ${FAULT_RATE * 100} % faults`, async () => {
    const random = new Random(20_261_121);
    const faulty = (): Fault => (random.chance(FAULT_RATE) ? random.pick(FAULTS) : 'none');
    const proxy = await startFaultProxy(server().url, faulty);
    const backend = pocketBase({ baseUrl: proxy.url });
    const telemetry = new TelemetryClient({
      ...{ consent: 'yes', backend, attempts: 3, timeoutMs: 400, deadlineMs: 6_000 },
    });

    const lived: Lifecycle[] = [];
    const liveOne = async (index: number): Promise<void> => {
      const { random_id } = await telemetry.create(aRecord());
      const exit_code = 1 + (index % 255);
      // The end and a later, different one race; then whoever failed reports again.
      const outcomes = await Promise.all([
        telemetry.update({ random_id, status: 'failed', exit_code }),
        telemetry.update({ random_id, status: 'done' }),
      ]);
      for (let again = 0; again < 2 && outcomes.every(({ outcome }) => outcome === 'failed'); again += 1) {
        outcomes.push(await telemetry.update({ random_id, status: 'failed', exit_code }));
      }
      lived.push({ random_id, end: { status: 'failed', exit_code }, outcomes });
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < LIFECYCLES) await liveOne((next += 1));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(await telemetry.settled()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(proxy.strayed).toBe(0);
    await proxy.close();

    const stored = await server().records();
    const byRandomId = new Map(stored.map((record) => [record.random_id, record]));
    expect(stored).toHaveLength(byRandomId.size);
    expect(lived).toHaveLength(LIFECYCLES);
    let confirmed = 0;
    for (const { random_id, end, outcomes } of lived) {
      const record = byRandomId.get(random_id);
      const isConfirmed = outcomes.some(({ outcome }) => outcome === 'updated');
      confirmed += isConfirmed ? 1 : 0;
      if (isConfirmed) expect(record).toMatchObject(end);
      else
        expect(
          outcomes.map(({ outcome }) => outcome),
          JSON.stringify(outcomes),
        ).toContain('failed');
      // Confirmed or not: nothing but the end reported first is ever stored.
      if (record !== undefined && record.status !== 'installing') expect(record).toMatchObject(end);
    }
    process.stdout.write(`${lived.length} lifecycles, ${stored.length} records, ${confirmed} ends confirmed\n`);
    expect(confirmed).toBeGreaterThan(LIFECYCLES * 0.9);
  });
});
