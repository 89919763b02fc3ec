import { describe, it } from 'vitest';
import { pocketBase } from '../../src/index.js';
import { backendContract, memory } from '../../src/testing/index.js';
import { usePocketBase } from '../support/pocketbase.js';

const server = usePocketBase();

describe.each([
  { name: 'memory', make: () => memory() },
  { name: 'memory with finality', make: () => memory({ finality: true }) },
  { name: 'pocketBase', make: () => pocketBase({ baseUrl: server().url }) },
])('the $name backend', ({ make }) => {
  for (const { name, run } of backendContract(make)) it(name, run);
});
