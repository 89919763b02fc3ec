// @ts-check
import { join } from 'node:path';
import { entryOf } from '../builds.mjs';
import { runWithSqlite } from '../node-with-sqlite.mjs';
import { readsOfStore } from '../time-reads.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: '1,000,000 runs of a year in a file: a page of failures, and summaries of the last 30 days',
  quantities: readsOfStore,
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
