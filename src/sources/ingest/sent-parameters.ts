import { type CheckedQuery, invalidQuery } from '../records/check-query.js';
import type { RecordField } from '../records/stored-record.js';
import { UNKNOWN_FIELDS } from './read-record.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest window of the service, in days. */
export const LONGEST_DAYS = 365;

/** The part of a query that the service answers. */
export interface SentQuery {
  /** Without page, limit and sort. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the service answers the whole query, so that its `total` is the number of records. */
  readonly isWhole: boolean;
  /** Moments outside of which no record matches. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/**
 * Splits a query: what the service filters exactly, or too widely, is sent.
 *
 * - `days` begins at midnight UTC.
 * - `status` is applied to chosen records. `aborted` is not sent: the service finds some of them as `failed`.
 * - `app` is a part of nsapp. Other filters are applied to rows before one of them is chosen, so a filter that an end
 *   may not pass although its execution has the value, such as `os`, would hide ends, and is not sent.
 *
 * @throws TelemetryError `invalid-query` for a field that the service does not tell, and for moments it does not keep.
 */
export function sentParameters({ conditions, search, sort }: CheckedQuery, now: number): SentQuery {
  const asked = [['sort', sort.field] as const, ...conditions.map(({ field }) => [field, field] as const)];
  for (const [property, field] of asked)
    if (UNKNOWN_FIELDS.includes(field)) throw invalidQuery({ [property]: `the service does not tell \`${field}\`` });

  const created = conditions.find(({ field }) => field === 'created');
  const { from, to } = { from: undefined, to: undefined, ...created } as Pick<SentQuery, 'from' | 'to'>;
  const only = (field: RecordField): string => {
    const values = conditions.find((condition) => condition.field === field)?.anyOf ?? [];
    return values.length === 1 ? String(values[0]) : '';
  };
  const [status, type] = [only('status'), only('type')];
  const parameters = {
    days: String(from === undefined ? LONGEST_DAYS : daysSince(from, now)),
    repo: only('repo_source') || 'all',
    app: only('nsapp'),
    type,
    status: status === 'aborted' ? '' : status,
  };
  const isWhole =
    search === undefined &&
    conditions.every(({ field }) => field === 'status') &&
    (conditions.length === 0 || !['', 'aborted', 'failed'].includes(status));
  return {
    parameters: Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== '')),
    isWhole,
    from,
    to,
  };
}

/** The days that the service counts from this moment: 1 is since midnight UTC. */
function daysSince(from: string, now: number): number {
  // This clock may be late: near midnight one day more is asked for.
  const days = Math.floor((now + HOUR_MS) / DAY_MS) - Math.floor(Date.parse(from) / DAY_MS) + 1;
  if (Math.floor(now / DAY_MS) - Math.floor(Date.parse(from) / DAY_MS) >= LONGEST_DAYS) {
    const earliest = new Date((Math.floor(now / DAY_MS) - LONGEST_DAYS + 1) * DAY_MS).toISOString();
    throw invalidQuery({ created: `the service reads ${LONGEST_DAYS} days, since ${earliest}` });
  }
  return Math.min(LONGEST_DAYS, Math.max(1, days));
}
