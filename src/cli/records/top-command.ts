import { topFailures } from '../../views/top-failures.js';
import { toCsv } from '../../views/to-csv.js';
import { print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { askedQuery } from './asked-query.js';
import { readFrom } from './records-source.js';
import { table } from './table.js';

/** Prints the most frequent failures with what their exit codes mean. */
export function top(asked: Asked): Promise<number> {
  return readFrom(asked, async (source) => {
    const { limit: n, ...query } = askedQuery(asked);
    const failures = await topFailures(source, query, { n });
    if (asked.values.json === true) return print(JSON.stringify(failures));
    if (asked.values.csv === true) return print(toCsv(failures).replace(/\r\n$/, ''));
    const rows = failures.map(({ runs, share, nsapp, exit_code, explanation, blocked }) => [
      String(runs),
      `${((share.rate ?? 0) * 100).toFixed(1)} %`,
      nsapp.replace(/\s/g, ' '),
      String(exit_code ?? ''),
      blocked ? `blocked: ${explanation}` : explanation,
    ]);
    await print(table([['runs', 'share', 'nsapp', 'code', 'explanation'], ...rows], process.stdout.columns).join('\n'));
  });
}
