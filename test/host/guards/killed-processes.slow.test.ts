import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { pocketBase, TelemetryClient } from '../../../src/index.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { aRecord } from '../../support/records.js';
import { startCountingProxy } from './counting-proxy.js';
import { namesIn } from './guard-names.js';
import { aFolder, bundleReporter, type ReporterProcess, startReporter } from './reporters.js';

const KILLS = 200;
/** How many are started and killed at a time, since starting is what takes long. */
const LANES = 4;

const server = usePocketBase();
let script = '';
beforeAll(async () => {
  script = await bundleReporter('killed-processes');
});

describeOnPocketBase('processes killed at random points of claiming', () => {
  // Doubled would be: two different ends on the wire, or two living processes that deliver at a time. A
  // killed process may have reached the server; its end then arrives once more, with the same values.
  it(`neither block a report nor double it: ${KILLS} kills`, async () => {
    const proxy = await startCountingProxy(server().url, () => 5 + Math.random() * 15);
    const setting = { url: proxy.url, folder: aFolder() };
    const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: server().url }) });
    const survivors = await Promise.all([startReporter(script, setting), startReporter(script, setting)]);
    const killed = new Set<number>();
    const foundDead: string[] = [];

    const anInstallation = async (): Promise<{ random_id: string; record_id: string }> => {
      const { random_id } = aRecord();
      const created = await telemetry.create(aRecord({ random_id }));
      return { random_id, record_id: created.outcome === 'created' ? (created.record_id ?? '') : '' };
    };
    /** How long a report takes that nobody kills, in milliseconds. */
    const measure = async (): Promise<number> => {
      const { random_id } = await anInstallation();
      const reporter = await startReporter(script, setting);
      const began = performance.now();
      await reporter.report({ random_id, exit_code: 9 });
      return performance.now() - began;
    };
    const lives = await Promise.all(Array.from({ length: LANES }, measure));
    const aMomentOfLife = (): number => Math.random() * 1.5 * Math.max(...lives);

    const round = async (index: number, victim: ReporterProcess): Promise<void> => {
      const { random_id, record_id } = await anInstallation();
      const reportBy = (survivor: number): ReturnType<ReporterProcess['report']> =>
        survivors[survivor]!.report({ random_id, exit_code: 10 + survivor, deadlineMs: 10_000 });
      // In every other round a survivor races the victim; else both come after its death.
      const isRace = index % 2 === 0;
      const racing = isRace ? wait(aMomentOfLife()).then(() => reportBy(0)) : undefined;

      victim.report({ random_id, exit_code: 9 }).catch(() => undefined);
      await wait(aMomentOfLife());
      killed.add(victim.pid);
      await victim.kill();
      if (!isRace) foundDead.push(namesIn(setting.folder, random_id)[0]?.split('.')[0] ?? 'nothing');
      const outcomes = await Promise.all([racing ?? reportBy(0), reportBy(1)]);

      // No report is blocked: each survivor learns that the end is stored.
      for (const outcome of outcomes) {
        const told = outcome.outcome === 'skipped' ? outcome.reason : outcome.outcome;
        expect(['updated', 'already-updated']).toContain(told);
      }
      // None is doubled.
      const patches = proxy.of(record_id);
      expect(new Set(patches.map(({ body }) => body)).size).toBe(1);
      expect(patches.length).toBeLessThanOrEqual(2);
      for (const { besides } of patches) {
        expect(besides.filter(({ reporter }) => !killed.has(reporter))).toEqual([]);
      }
      const [stored] = await server().records(random_id);
      expect(JSON.parse(patches[0]?.body ?? '')).toMatchObject({ exit_code: stored?.exit_code });
      expect([9, 10, 11]).toContain(stored?.exit_code);
    };

    const lane = async (_: unknown, first: number): Promise<void> => {
      for (let index = first; index < KILLS; index += LANES) {
        // Both kinds of round in each lane.
        await round(Math.floor(index / LANES), await startReporter(script, setting));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(killed.size).toBe(KILLS);
    expect(survivors.flatMap(({ degraded }) => degraded)).toEqual([]);
    // The moments were spread: before the claim, within it, and after the end.
    const count = (state: string): number => foundDead.filter((found) => found === state).length;
    expect(count('nothing') + count('held') + count('closed')).toBe(foundDead.length);
    expect(Math.min(count('nothing'), count('held'), count('closed'))).toBeGreaterThan(0);
  }, 180_000);
});
