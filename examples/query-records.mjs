// @ts-check
// Reads what was reported: a query, a count, and views, one of them written for a spreadsheet.
import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
import { outcomesBy, toCsv, topFailures } from '@community-scripts/telemetry/views';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';
const source = pocketBaseRecords({ baseUrl });
const query = /** @type {const} */ ({ nsapp: ['query-example', 'query-example-2'] });

console.log(`${await source.count({ ...query, status: 'failed' })} failed`);

for await (const { nsapp, exit_code } of source.records({
  ...query,
  status: 'failed',
  fields: ['nsapp', 'exit_code'],
})) {
  console.log(nsapp, exit_code);
}

for (const { nsapp, explanation, runs, share } of await topFailures(source, query, { n: 1 })) {
  console.log(`${runs} of ${share.denominator} failures: ${nsapp}, ${explanation}`);
}

const outcomes = await outcomesBy(source, query, ['nsapp']);
const rows = outcomes.map(({ key, runs, failureRate }) => ({ nsapp: key[0], runs, failureRate: failureRate.rate }));
process.stdout.write(toCsv(rows));
