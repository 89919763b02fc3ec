import { unknownAmong } from '../did-you-mean.js';
import { TelemetryError } from '../errors.js';
import { ownProperties } from '../sources/records/check-query.js';
import { readMoment } from '../sources/records/moment.js';
import { type FieldType, RECORD_FIELDS, RECORD_STATUSES } from '../sources/records/record-fields.js';
import type { RecordField, StoredRecord } from '../sources/records/stored-record.js';

const ALWAYS_THERE: readonly RecordField[] = ['key', 'random_id', 'nsapp', 'status', 'created'];

const EXPECTED: Readonly<Record<FieldType, readonly [isValid: (value: unknown) => boolean, expected: string]>> = {
  key: [isText, 'expected a text'],
  text: [isText, 'expected a text'],
  status: [(value) => RECORD_STATUSES.some((status) => status === value), `expected ${RECORD_STATUSES.join(', ')}`],
  number: [(value) => Number.isFinite(value), 'expected a finite number'],
  flag: [(value) => typeof value === 'boolean', 'expected true or false'],
  moment: [
    (value) => isText(value) && readMoment(value) === value,
    'expected ISO 8601 in UTC with milliseconds, such as 2026-11-21T00:00:00.000Z',
  ],
};

/**
 * Copies a record as a source gives it: without fields that are `undefined`.
 *
 * @throws TelemetryError `invalid-record`, naming every field that a source would not give so.
 */
export function checkStoredRecord(given: object): StoredRecord {
  const record = Object.fromEntries(
    Object.entries(ownProperties(given) ?? {}).filter(([, value]) => value !== undefined),
  );
  const problems = [...new Set([...ALWAYS_THERE, ...Object.keys(record)])].flatMap((field): [string, string][] => {
    const problem = problemOf(field, record[field]);
    return problem === undefined ? [] : [[field, problem]];
  });
  if (problems.length === 0) return record as unknown as StoredRecord;
  const text = problems.map((problem) => problem.join(': ')).join('; ');
  throw new TelemetryError('invalid-record', `Invalid record: ${text}`, { fields: Object.fromEntries(problems) });
}

function problemOf(field: string, value: unknown): string | undefined {
  if (!Object.hasOwn(RECORD_FIELDS, field)) return unknownAmong('field', field, Object.keys(RECORD_FIELDS));
  const [isValid, expected] = EXPECTED[RECORD_FIELDS[field as RecordField]];
  return isValid(value) ? undefined : expected;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
