// @ts-check
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { entryOf } from '../builds.mjs';
import { runWithSqlite } from '../node-with-sqlite.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: '20,000 reports stored in a file, 64 at a time, each on the disk when it resolves',
  quantities: {
    rate: { what: 'reports', unit: '/s' },
    cpu: { what: 'CPU of one', unit: 'µs' },
    p99: { what: '99th percentile', unit: 'ms' },
  },
  contestants: [
    { name: 'raw node:sqlite', variant: 'raw' },
    { name: 'this, creates', build: 'this', variant: 'creates' },
    { name: 'this, creates and ends', build: 'this', variant: 'ends' },
  ],
  reference: 'raw node:sqlite',
  processes: 1,
  rounds: 5,
  async prepare({ variant = '' }, { builds, folder }) {
    const module = entryOf(builds.this, './sqlite');
    return () => runWithSqlite('store-writes', [module, join(folder, `${randomUUID()}.db`), variant]);
  },
};
