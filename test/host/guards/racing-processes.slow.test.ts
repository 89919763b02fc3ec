import { beforeAll, expect, it } from 'vitest';
import { pocketBase, TelemetryClient } from '../../../src/index.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { aRecord } from '../../support/records.js';
import { startCountingProxy } from './counting-proxy.js';
import { aFolder, bundleReporter, startReporter } from './reporters.js';

const server = usePocketBase();
let script = '';
beforeAll(async () => {
  script = await bundleReporter('racing-processes');
});

describeOnPocketBase('many processes that report the end of one installation', () => {
  it('send one PATCH, and each gets an outcome: two, ten and fifty of them', async () => {
    const proxy = await startCountingProxy(server().url, () => 20);
    const setting = { url: proxy.url, folder: aFolder() };
    const all = await Promise.all(Array.from({ length: 50 }, () => startReporter(script, setting)));
    const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: server().url }) });

    for (const { processes, rounds } of [
      { processes: 2, rounds: 10 },
      { processes: 10, rounds: 5 },
      { processes: 50, rounds: 3 },
    ]) {
      const reporters = all.slice(-processes);
      for (let round = 1; round <= rounds; round += 1) {
        const { random_id } = aRecord();
        const created = await telemetry.create(aRecord({ random_id }));
        const record_id = created.outcome === 'created' ? (created.record_id ?? '') : '';
        const at = Date.now() + 30 + processes;
        const outcomes = await Promise.all(
          reporters.map((reporter, index) => reporter.report({ random_id, exit_code: 100 + index, at })),
        );

        const told = outcomes.map((outcome) => (outcome.outcome === 'skipped' ? outcome.reason : outcome.outcome));
        const others = Array.from({ length: processes - 1 }, () => 'already-updated');
        expect([...told].sort()).toEqual([...others, 'updated']);
        expect(proxy.of(record_id)).toHaveLength(1);
        // What is stored is what the one who was told `updated` had reported.
        const [stored] = await server().records(random_id);
        expect(stored).toMatchObject({ status: 'failed', exit_code: 100 + told.indexOf('updated') });
      }
    }
    expect(all.flatMap(({ degraded }) => degraded)).toEqual([]);
  }, 120_000);
});
