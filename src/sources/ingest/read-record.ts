import { guarded } from '../../errors.js';
import { isObject } from '../../option-check.js';
import { isFinalStatus } from '../../statuses.js';
import { RECORD_FIELDS, RECORD_STATUSES } from '../records/record-fields.js';
import type { RecordField, RecordStatus, StoredRecord } from '../records/stored-record.js';
import { flagIn, type JsonObject, momentIn, momentOf, numberIn, textIn, valueIn } from './answer-values.js';

/** A record as the service chose it among the rows of one execution. */
export interface ChosenRecord {
  readonly record: StoredRecord;
  /** When the execution was first reported; `undefined` if the service does not tell, as without an execution_id. */
  readonly begun: string | undefined;
  /**
   * Whether the query hid the row that counts, such as the end: then the execution is not in the answer of the same
   * query over whole executions.
   */
  readonly isLeftover: boolean;
}

/** The service chooses the first of these, then the newest row. */
const CHOICE: readonly (readonly RecordStatus[])[] = [
  ['success', 'failed', 'aborted', 'unknown'],
  ['configuring'],
  ['validation'],
  ['installing'],
];

/** What the service does not tell, and what is read by its own rule. */
const NOT_COPIED: readonly string[] = ['key', 'record_id', 'updated', 'status', 'created'];
const COPIED = Object.entries(RECORD_FIELDS).filter(([field]) => !NOT_COPIED.includes(field));

/** Reads a record of the service. Throws a TypeError that says what was expected. */
export function readRecord(row: JsonObject): StoredRecord {
  const status = statusOf(textIn(row, 'status'));
  const isFinal = isFinalStatus(status);
  const fields = COPIED.flatMap(([field, type]): [string, unknown][] => {
    if (type === 'flag') return flagIn(row, field) ? [[field, true]] : [];
    const value = type === 'number' ? numberIn(row, field) : textIn(row, field);
    return value || (field === 'exit_code' && isFinal) ? [[field, value]] : [];
  });
  const record = Object.fromEntries(fields) as Partial<StoredRecord>;
  const { random_id = '', execution_id, nsapp = '', type, ct_type } = record;
  const key = execution_id ?? random_id;
  if (key === '') throw new TypeError('a record has no `random_id`');
  const hasResources = record.core_count !== undefined || record.ram_size !== undefined;
  return {
    key,
    ...record,
    random_id,
    nsapp,
    status,
    created: momentIn(row, 'created'),
    // 0 means privileged. A ping and the service's own end have no resources, and no ct_type.
    ...(ct_type === undefined && hasResources && (type === 'lxc' || type === 'turnkey') ? { ct_type: 0 } : {}),
  };
}

/** Reads a record of `/api/records`, with what its `pipeline` tells of the other rows. */
export function readChosen(row: JsonObject): ChosenRecord {
  const record = readRecord(row);
  const steps = readPipeline(valueIn(row, 'pipeline'));
  const place = placeOf(record.status);
  return {
    record,
    begun: momentOf(String(steps[0]?.t)),
    isLeftover: steps.some(({ s }) => placeOf(statusOf(String(s))) < place),
  };
}

/** Whether the service may choose another row of the execution later, with another `created`. */
export function mayMove({ status, execution_id }: StoredRecord): boolean {
  // The first end of an execution_id is kept; the service's own `unknown` may come several times.
  return execution_id === undefined || !isFinalStatus(status) || status === 'unknown';
}

function statusOf(text: string): RecordStatus {
  if (text === 'sucess') return 'success';
  return (RECORD_STATUSES as readonly string[]).includes(text) ? (text as RecordStatus) : 'unknown';
}

function placeOf(status: RecordStatus): number {
  return CHOICE.findIndex((statuses) => statuses.includes(status));
}

/** Reads the JSON inside the text: `[{"s":"installing","t":"2026-11-21 00:00:00.000"}]`. Anything else has no steps. */
function readPipeline(value: unknown): readonly { s?: unknown; t?: unknown }[] {
  const steps: unknown = typeof value === 'string' ? guarded((): unknown => JSON.parse(value)) : value;
  return Array.isArray(steps) ? steps.filter(isObject) : [];
}

/** The fields that this source cannot know. */
export const UNKNOWN_FIELDS: readonly RecordField[] = ['record_id', 'updated'];
