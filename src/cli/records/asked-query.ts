import type { RecordQuery } from '../../sources/records/record-query.js';
import type { Asked } from '../parse-command-line.js';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The query of the options; a value that is not valid stays in it, so that the source names it. */
export function askedQuery({ values }: Asked): RecordQuery {
  const { status, nsapp, since, limit } = values;
  return {
    ...(status !== undefined && { status: status.split(',') as NonNullable<RecordQuery['status']> }),
    ...(nsapp !== undefined && { nsapp: nsapp.split(',') }),
    ...(since !== undefined && { created: { from: momentOf(since) } }),
    ...(limit !== undefined && { limit: Number(limit) }),
  };
}

/** `30m`, `24h` and `7d` are ago. */
function momentOf(since: string): Date | string {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(since) ?? [];
  return count === undefined ? since : new Date(Date.now() - Number(count) * (UNIT_MS[unit] as number));
}
