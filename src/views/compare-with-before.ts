import type { CallOptions } from '../deadline.js';
import { TelemetryError } from '../errors.js';
import { millisecondsOf } from '../observe/time-value.js';
import { checkOptions } from '../option-check.js';
import type { Moment, RecordQuery } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { RecordField } from '../sources/records/stored-record.js';
import type { SummaryRow } from '../sources/records/summary.js';
import { checkSource } from './check-source.js';
import { type GroupKey } from './outcomes-by.js';
import { type Outcomes, outcomesOf, RATE_LIMIT_EXPECTATIONS, type RateLimit } from './outcomes.js';

/** Which records to compare, and in which window: both its moments are given, and included. */
export interface WindowQuery extends RecordQuery {
  readonly created: { readonly from: Moment; readonly to: Moment };
}

/** The runs of a group in a window, and in the one before. */
export interface Comparison {
  readonly key: GroupKey;
  readonly now: Outcomes;
  readonly before: Outcomes;
  /** `now.runs - before.runs`. */
  readonly moreRuns: number;
  /**
   * The failure rate now less the one before, from -1 to 1: 0.05 is 5 percentage points more. `undefined` if one of
   * them is.
   */
  readonly failureRateChange: number | undefined;
}

/**
 * Compares a window of time with the one before it, which is as long and ends one millisecond before it begins. A group
 * with runs in one of them only is there too. Groups come in the order of the source, then those that are gone.
 *
 * @param fields - Which make a group. With none there is one group of all runs.
 * @throws TelemetryError what the source throws; `invalid-options`; `invalid-query` if `created` is not two moments in their order.
 */
export async function compareWithBefore(
  source: Pick<RecordsSource, 'summarize'>,
  query: WindowQuery,
  fields: readonly RecordField[] = [],
  options: RateLimit = {},
  call?: CallOptions,
): Promise<Comparison[]> {
  checkSource('compareWithBefore', source, 'summarize');
  const { minRuns } = checkOptions('compareWithBefore', options, RATE_LIMIT_EXPECTATIONS);
  const created = windowBefore({ ...query }.created);
  const [now, before] = await Promise.all(
    [query, { ...query, created }].map(async (window) => byKey(await source.summarize(window, { by: fields }, call))),
  );
  return [...new Map([...(now ?? []), ...(before ?? [])])].map(([name, { key }]) => {
    const [of, ofBefore] = [now, before].map((rows) => outcomesOf([rows?.get(name) ?? []].flat(), minRuns)) as [
      Outcomes,
      Outcomes,
    ];
    const rates = [of.failureRate.rate, ofBefore.failureRate.rate] as const;
    return {
      key,
      now: of,
      before: ofBefore,
      moreRuns: of.runs - ofBefore.runs,
      failureRateChange: rates[0] === undefined || rates[1] === undefined ? undefined : rates[0] - rates[1],
    };
  });
}

function windowBefore({ from, to }: Partial<WindowQuery['created']> = {}): { readonly from: Date; readonly to: Date } {
  const [first, last] = [millisecondsOf(from), millisecondsOf(to)];
  if (!(first <= last)) {
    const problem = 'expected { from, to } as moments with a zone, in this order';
    throw new TelemetryError('invalid-query', `Invalid query: created: ${problem}`, { fields: { created: problem } });
  }
  return { from: new Date(first - (last - first) - 1), to: new Date(first - 1) };
}

function byKey(rows: readonly SummaryRow[]): Map<string, SummaryRow> {
  return new Map(rows.map((row) => [JSON.stringify(row.key), row]));
}
