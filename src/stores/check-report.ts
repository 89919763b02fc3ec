import { guarded, TelemetryError } from '../errors.js';
import { unknownAmong } from '../did-you-mean.js';
import { type FieldType, RECORD_FIELDS, RECORD_STATUSES } from '../sources/records/record-fields.js';
import type { RecordField } from '../sources/records/stored-record.js';
import { isFinalStatus } from '../statuses.js';
import type { Refusal, Report } from './report.js';

const LONGEST_ID = 128;
const LONGEST_TEXT = 1_024;
const LONGEST_ERROR = 131_072;
const LONGEST_BODY = 16_384;

const REQUIRED = ['random_id', 'nsapp', 'status'] as const;
const LONGEST: Partial<Record<RecordField, number>> = {
  random_id: LONGEST_ID,
  execution_id: LONGEST_ID,
  nsapp: LONGEST_ID,
  error: LONGEST_ERROR,
};
/** The fields that a report may give. */
const NAMES = (Object.keys(RECORD_FIELDS) as RecordField[]).filter(
  (field) => !['key', 'record_id', 'created', 'updated'].includes(field),
);

/** What a store cannot hold: NUL, which some runtimes read as the end of a text, and half a surrogate pair. */
const NOT_STORABLE = /[\0\p{Surrogate}]/gu;

/**
 * Copies a report as it is stored: without what is not set, and with what a store cannot hold as U+FFFD.
 *
 * @throws TelemetryError `invalid-record`, naming every field that is wrong. No other error, whatever is given.
 */
export function checkReport(report: Report): Report {
  const given = guarded(() => Object.entries(report));
  if (given === undefined) throw invalidReport({ report: 'expected an object that can be read' });
  const checked: Record<string, string | number | boolean> = { __proto__: null } as never;
  let problems: Record<string, string> = {};
  for (const [name, value] of given as [RecordField, unknown][]) {
    if (isUnset(name, value, given)) continue;
    const problem = problemOf(name, value);
    // A spread, because an assignment would not set a property named __proto__.
    if (problem !== undefined) problems = { ...problems, [name]: problem };
    else checked[name] = typeof value === 'string' ? storable(value) : (value as number | boolean);
  }
  for (const name of REQUIRED)
    if (checked[name] === undefined && problems[name] === undefined) problems = { ...problems, [name]: 'is missing' };
  if (Object.keys(problems).length > 0) throw invalidReport(problems);
  return checked as unknown as Report;
}

/**
 * Copies a refusal as it is kept.
 *
 * @throws TelemetryError `invalid-record`
 */
export function checkRefusal(refusal: Refusal): Refusal {
  const given = guarded(() => ({ reason: refusal.reason, body: refusal.body }));
  if (typeof given?.reason !== 'string' || typeof given.body !== 'string')
    throw invalidReport({ refusal: 'expected a reason and a body, both texts' });
  const reason = given.reason.replace(/\s+/g, ' ').slice(0, LONGEST_TEXT);
  return { reason: storable(reason), body: storable(given.body.slice(0, LONGEST_BODY)) };
}

/** As servers store it, an empty text and a 0 are not set; an exit code of 0 is, once the run has ended. */
function isUnset(name: RecordField, value: unknown, given: readonly (readonly [string, unknown])[]): boolean {
  if (value === undefined || value === '') return true;
  if (value !== 0 || name === 'ct_type') return false;
  return name !== 'exit_code' || !given.some(([field, status]) => field === 'status' && isFinalStatus(status));
}

function problemOf(name: RecordField, value: unknown): string | undefined {
  if (!NAMES.includes(name)) return unknownAmong('field', name, NAMES);
  return PROBLEM_OF_TYPE[RECORD_FIELDS[name] as keyof typeof PROBLEM_OF_TYPE](value, name);
}

type Problem = (value: unknown, name: RecordField) => string | undefined;

const PROBLEM_OF_TYPE: Readonly<Record<Exclude<FieldType, 'key' | 'moment'>, Problem>> = {
  text(value, name) {
    const longest = LONGEST[name] ?? LONGEST_TEXT;
    const isValid = typeof value === 'string' && value.length <= longest;
    return isValid ? undefined : `expected a text of up to ${longest} characters`;
  },
  status(value) {
    const isValid = (RECORD_STATUSES as readonly unknown[]).includes(value);
    return isValid ? undefined : `expected one of ${RECORD_STATUSES.join(', ')}`;
  },
  number(value, name) {
    const isFraction = name === 'disk_size' && Number.isFinite(value) && (value as number) <= Number.MAX_SAFE_INTEGER;
    const isValid = (isFraction || Number.isSafeInteger(value)) && (value as number) >= 0;
    return isValid ? undefined : `expected ${name === 'disk_size' ? 'a number' : 'an integer'} from 0 to 2^53 - 1`;
  },
  flag(value) {
    return typeof value === 'boolean' ? undefined : 'expected true or false';
  },
};

function storable(text: string): string {
  return text.replace(NOT_STORABLE, '\uFFFD');
}

function invalidReport(fields: Readonly<Record<string, string>>): TelemetryError {
  const problems = Object.entries(fields).map((entry) => entry.join(': '));
  return new TelemetryError('invalid-record', `Invalid report: ${problems.join('; ')}`, { fields });
}
