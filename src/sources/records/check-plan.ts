import { unknownAmong } from '../../did-you-mean.js';
import { guarded, isTelemetryError } from '../../errors.js';
import { calendar, type Calendar } from '../../observe/calendar.js';
import { invalidQuery, isField, ownProperties } from './check-query.js';
import { RECORD_FIELDS } from './record-fields.js';
import type { RecordField } from './stored-record.js';
import type { SummaryPlan, TimeKey } from './summary.js';

/** A plan that was checked. A {@link TimeKey} has become its calendar. */
export interface CheckedPlan {
  readonly by: readonly (RecordField | Calendar)[];
  readonly durations: boolean;
}

const PROPERTIES = ['by', 'durations'];
const EXPECTED_BY = 'expected a list of fields and { every, timeZone }';

/**
 * Checks how records are to be grouped.
 *
 * @throws TelemetryError `invalid-query`, naming what is wrong. No other error, whatever is given.
 */
export function checkPlan(plan: SummaryPlan): CheckedPlan {
  const given = ownProperties(plan);
  if (given === undefined) throw invalidQuery({ plan: 'expected an object that can be read' });
  const { by, durations = false } = given;
  const parts = guarded(() => (Array.isArray(by) ? Object.values(by).map(readPart) : undefined));
  const unknown = Object.keys(given).filter((name) => !PROPERTIES.includes(name));
  const problems = [
    ...unknown.map((name) => [name, unknownAmong('property', name, PROPERTIES)]),
    ...(parts ?? [EXPECTED_BY]).filter((part) => typeof part === 'string').map((problem) => ['by', problem]),
    ...(typeof durations === 'boolean' ? [] : [['durations', 'expected true or false']]),
  ];
  if (problems.length > 0) throw invalidQuery(Object.fromEntries(problems) as Record<string, string>);
  return { by: (parts as { by: RecordField | Calendar }[]).map((part) => part.by), durations: durations as boolean };
}

/** Reads a part of `by`; a text says what is wrong with it. */
function readPart(part: unknown): { readonly by: RecordField | Calendar } | string {
  if (isField(part)) return { by: part };
  if (typeof part === 'string') return unknownAmong('field', part, Object.keys(RECORD_FIELDS));
  const { every, timeZone, ...others } = ownProperties(part) ?? {};
  if (typeof every !== 'string' || Object.keys(others).length > 0) return EXPECTED_BY;
  try {
    return { by: calendar('by', every as TimeKey['every'], timeZone as string | undefined) };
  } catch (error) {
    const [problem] = isTelemetryError(error) ? Object.entries(error.fields ?? {}) : [];
    return problem?.join(': ') ?? EXPECTED_BY;
  }
}
