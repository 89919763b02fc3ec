import * as v from 'valibot';
import { TelemetryError } from '../errors.js';
import type { NewRecord, RecordPatch } from './record.js';
import { InstallationRecordSchema, NewRecordSchema, RecordPatchSchema } from './schemas.js';

/**
 * Checks what a caller gave and completes it with the contract's defaults.
 *
 * @throws TelemetryError `invalid-record`, naming every wrong field at once.
 */
export function completeRecord(given: object, random_id: string): NewRecord {
  return check(InstallationRecordSchema, { ...given, random_id });
}

/** Checks a complete record that a hook may have changed. */
export function checkNewRecord(record: unknown): NewRecord {
  return check(NewRecordSchema, record);
}

/** Checks a patch that a hook may have changed. */
export function checkPatch(patch: unknown): RecordPatch {
  return check(RecordPatchSchema, patch);
}

function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  const fields = Object.fromEntries(issues.map((issue) => [v.getDotPath(issue) ?? 'record', problem(issue)]));
  const list = Object.entries(fields).map(([field, expected]) => `${field}: ${expected}`);
  throw new TelemetryError('invalid-record', `Invalid record: ${list.join('; ')}`, { fields });
}

function problem({ type, message, expected }: v.BaseIssue<unknown>): string {
  if (type !== 'strict_object') return message;
  return expected === 'never' ? 'is no field of a record' : 'is missing';
}
