import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/cli/serve/node-server.js';
import { hostedCollector } from '../../src/collector/collector.js';
import type { CollectorOptions } from '../../src/collector/index.js';
import { memoryStore } from '../../src/testing/index.js';
import { useCommandLine } from '../support/command-line.js';

const { telemetry } = useCommandLine();

it.each<{
  what: string;
  options?: Partial<CollectorOptions>;
  isClosed?: boolean;
  verdict: string;
  says: string;
}>([
  { what: 'is well', verdict: 'ok', says: 'a collector, accepts records in _dev_telemetry_data' },
  { what: 'is closed to readers', options: { readToken: 'a-token-of-this-test' }, verdict: 'ok', says: 'a collector' },
  {
    what: 'has another collection',
    options: { collection: 'telemetry' },
    verdict: 'problem',
    says: 'a collector answers, but not for the collection _dev_telemetry_data',
  },
  { what: 'cannot read its store', isClosed: true, verdict: 'problem', says: '/healthz answered 503' },
])('doctor recognises a collector that $what', async ({ options, isClosed, verdict, says }) => {
  const store = memoryStore();
  const server = await listen(hostedCollector({ store, ...options }), '127.0.0.1', 0);
  onTestFinished(() => server.stop());
  if (isClosed === true) await store.close();
  const { stdout } = await telemetry(['doctor', '--json', '--url', server.url], { DIAGNOSTICS: 'yes' });
  const { checks } = JSON.parse(stdout) as { checks: { check: string; verdict: string; says: string }[] };
  expect(checks.find(({ check }) => check === 'server')).toMatchObject({
    verdict,
    says: expect.stringContaining(says),
  });
  expect(await store.records.count().catch(() => 0)).toBe(0);
});
