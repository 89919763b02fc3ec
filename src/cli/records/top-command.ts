import type { RecordsSource } from '../../sources/records/records-source.js';
import { fieldsOf, summarizeRecords } from '../../sources/records/summarize-records.js';
import { topFailures } from '../../views/top-failures.js';
import { print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { askedQuery } from './asked-query.js';
import { csvOfFailures } from './csv-of.js';
import { withProgress } from './progress.js';
import { readFrom } from './records-source.js';
import { table } from './table.js';

/** Prints the most frequent failures with what their exit codes mean. */
export function top(asked: Asked): Promise<number> {
  return readFrom(asked, async (source) => {
    const { limit: n, ...query } = askedQuery(asked);
    const failures = await topFailures({ summarize: summarizing(source) }, query, { n });
    if (asked.values.json === true) return print(JSON.stringify(failures));
    if (asked.values.csv === true) return print(csvOfFailures(failures));
    const rows = failures.map(({ runs, share, nsapp, exit_code, explanation, blocked }) => [
      String(runs),
      `${((share.rate ?? 0) * 100).toFixed(1)} %`,
      nsapp,
      String(exit_code ?? ''),
      blocked ? `blocked: ${explanation}` : explanation,
    ]);
    await print(table([['runs', 'share', 'nsapp', 'code', 'explanation'], ...rows], process.stdout.columns).join('\n'));
  });
}

/** Summarizes while it reads, so that progress can be shown. */
function summarizing(source: RecordsSource): RecordsSource['summarize'] {
  return (query, plan) => {
    const asked = { ...query, fields: fieldsOf(plan), order: 'none' } as const;
    return summarizeRecords(withProgress(source.records(asked)), plan);
  };
}
