// @ts-check
import { startClickHouse } from '../../test/clickhouse/server.mjs';
import { entryOf } from '../builds.mjs';
import { launch } from '../launch.mjs';
import { programFile } from '../program-files.mjs';
import { readsOfStore } from '../time-reads.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: '10,000,000 runs of a year in a ClickHouse: a page of failures, and summaries of the last 30 days',
  quantities: readsOfStore,
  contestants: [{ name: 'this', build: 'this' }],
  reference: 'this',
  processes: 1,
  rounds: 5,
  async prepare({ build = 'this' }, { builds }) {
    const { url } = await startClickHouse();
    const args = [programFile('clickhouse-reads'), entryOf(builds[build], './clickhouse'), url];
    launch(process.execPath, args);
    return () => JSON.parse(launch(process.execPath, args).stdout);
  },
};
