import { describe, it } from 'vitest';
import { ingest } from '../../src/backends/ingest/index.js';
import { pocketBase } from '../../src/index.js';
import { backendContract, memory } from '../../src/testing/index.js';
import { useIngestService } from '../support/ingest-service.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

describe.each([
  { name: 'memory', make: () => memory() },
  { name: 'memory with finality', make: () => memory({ finality: true }) },
])('the $name backend', ({ make }) => {
  for (const { name, run } of backendContract(make)) it(name, run);
});

describeOnPocketBase('the pocketBase backend', () => {
  const server = usePocketBase();
  for (const { name, run } of backendContract(() => pocketBase({ baseUrl: server().url }))) it(name, run);
});

describe.each([1, 2] as const)('the ingest backend, payload version %i', (payloadVersion) => {
  const server = useIngestService();
  for (const { name, run } of backendContract(() => ingest({ url: server().url, payloadVersion }))) it(name, run);
});
