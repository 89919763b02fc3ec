// @ts-check
import { join } from 'node:path';
import { entryOf } from '../builds.mjs';
import { runWithSqlite } from '../node-with-sqlite.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: '1,000,000 runs of a year in a file: a page of failures, and summaries of the last 30 days',
  quantities: {
    page: { what: 'a page of 50', unit: 'ms' },
    count: { what: 'a count', unit: 'ms' },
    apps: { what: 'by app and type', unit: 'ms' },
    days: { what: 'by day of a zone', unit: 'ms' },
    failures: { what: 'failures by code', unit: 'ms' },
    durations: { what: 'durations by app', unit: 'ms' },
  },
  contestants: [{ name: 'this', build: 'this' }],
  reference: 'this',
  processes: 1,
  rounds: 5,
  async prepare({ build = 'this' }, { builds, folder }) {
    const args = [entryOf(builds[build], './sqlite'), join(folder, 'million.db')];
    runWithSqlite('store-reads', args);
    return () => runWithSqlite('store-reads', args);
  },
};
