import { TelemetryError } from '../../errors.js';
import { readMoment } from '../../sources/records/moment.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { Asked } from '../parse-command-line.js';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The query of the options. A status or app that is not valid stays in it, so that the source names it.
 *
 * @throws TelemetryError `invalid-options` for another option that is not valid.
 */
export function askedQuery({ values }: Asked): RecordQuery {
  const { status, nsapp, since, limit } = values;
  return {
    ...(status !== undefined && { status: status.split(',') as NonNullable<RecordQuery['status']> }),
    ...(nsapp !== undefined && { nsapp: nsapp.split(',') }),
    ...(since !== undefined && { created: { from: momentOf(since) } }),
    ...(limit !== undefined && { limit: numberOf(limit) }),
  };
}

/** `30m`, `24h` and `7d` are ago. */
function momentOf(since: string): string {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(since) ?? [];
  const moment = readMoment(count === undefined ? since : new Date(Date.now() - Number(count) * (UNIT_MS[unit] ?? 0)));
  if (moment !== undefined) return moment;
  throw invalid('since', 'expected 30m, 24h, 7d, or a moment such as 2026-11-21T00:00:00Z');
}

function numberOf(limit: string): number {
  const number = /^\d+$/.test(limit) ? Number(limit) : 0;
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw invalid('limit', 'expected an integer from 1');
}

function invalid(option: string, expected: string): TelemetryError {
  return new TelemetryError('invalid-options', `--${option}: ${expected}`, { fields: { [option]: expected } });
}
