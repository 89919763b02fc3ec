// @ts-check
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startClickHouse } from '../../test/clickhouse/server.mjs';
import { entryOf } from '../builds.mjs';
import { programFile } from '../program-files.mjs';

const run = promisify(execFile);

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'reports stored in a ClickHouse, 500 at a time, each on the disk when it resolves',
  quantities: {
    rate: { what: 'reports', unit: '/s' },
    p99: { what: '99th percentile', unit: 'ms' },
  },
  contestants: [
    { name: 'an insert for each', variant: 'one-by-one' },
    { name: 'this', build: 'this', variant: '1' },
    { name: 'this, two processes', build: 'this', variant: '2' },
  ],
  reference: 'this',
  processes: 1,
  rounds: 5,
  async prepare({ variant = '' }, { builds }) {
    const { url } = await startClickHouse();
    const args = [programFile('clickhouse-writes'), entryOf(builds.this, './clickhouse'), url, variant];
    const report = async () => {
      const reporters = Array.from({ length: variant === '2' ? 2 : 1 }, () => run(process.execPath, args));
      const samples = (await Promise.all(reporters)).map(({ stdout }) => JSON.parse(stdout));
      const began = Math.min(...samples.map((sample) => sample.began));
      const ended = Math.max(...samples.map((sample) => sample.ended));
      const reports = samples.reduce((sum, sample) => sum + sample.reports, 0);
      return { rate: (reports * 1_000) / (ended - began), p99: Math.max(...samples.map((sample) => sample.p99)) };
    };
    // Makes the tables, and what the server does once.
    await report();
    return report;
  },
};
