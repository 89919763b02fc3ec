import { type FieldType, RECORD_FIELDS, RECORD_STATUSES } from '../../sources/records/record-fields.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { RecordField, StoredRecord } from '../../sources/records/stored-record.js';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { expectGet, expectRead } from './expect-read.js';
import type { SourceCheck } from './records-source-setup.js';

export function findsBy(type: FieldType): SourceCheck {
  const fields = fieldsOfType(type);
  return async (setup, stored) => {
    for (const field of fields)
      for (const condition of conditionsOf(type, valuesOf(stored, field)))
        await expectRead(setup, stored, { [field]: condition });
  };
}

export const findsByAll: SourceCheck = async (setup, stored) => {
  const queries: RecordQuery[] = [
    { status: 'failed', type: 'lxc' },
    { status: ['failed', 'success'], exit_code: { from: 0, to: 150 }, nsapp: ['plex', 'jellyfin'] },
    { status: 'failed', exit_code: { from: 100 }, search: 'e' },
    { type: 'lxc', os_type: 'debian', created: { from: middleOf(stored).created } },
    { type: 'lxc', nsapp: [] },
  ];
  for (const query of queries) await expectRead(setup, stored, query);
};

export const searches: SourceCheck = async (setup, stored) => {
  const searched = ['plex', 'PLEX', 'p_ex', 'p%x', '%', '_', '0%', 'a', 'Ä', 'ä', '😀', ' ', '', 'not in any record'];
  for (const search of searched) await expectRead(setup, stored, { search });
};

export const takesHostileText: SourceCheck = async (setup, stored) => {
  for (const text of HOSTILE_TEXTS) {
    for (const query of [{ nsapp: text }, { error: text }, { search: text }, { nsapp: [text, 'plex'] }])
      await expectRead(setup, stored, query);
    await expectRead(setup, stored, { nsapp: 'x\\', error: text });
    await expectGet(setup, stored, text);
  }
};

function fieldsOfType(type: FieldType): RecordField[] {
  return (Object.keys(RECORD_FIELDS) as RecordField[]).filter((field) => RECORD_FIELDS[field] === type);
}

type Value = string | number | boolean;

function valuesOf(stored: readonly StoredRecord[], field: RecordField): Value[] {
  const values = stored.map((record) => record[field]).filter((value) => value !== undefined);
  return [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));
}

/** Every kind of condition that a field of this type has. */
function conditionsOf(type: FieldType, values: readonly Value[]): unknown[] {
  if (type === 'flag') return [true, false];
  if (type === 'status') return [...RECORD_STATUSES, ['success', 'failed'], []];
  const [low, high] = [values[1] ?? values[0], values.at(-2) ?? values[0]];
  const ends = low === undefined ? [] : [{ from: low }, { to: low }, { from: low, to: high }, { from: low, to: low }];
  const reversed = low === high ? [] : [{ from: high, to: low }];
  if (type === 'moment') return [...ends, ...reversed, { from: new Date(0) }, { to: new Date(0) }];
  const lists = [...values, values.slice(0, 2), []];
  if (type === 'text') return [...lists, '', 'no such value', ['no such value', ...values.slice(0, 1)]];
  return [...lists, ...ends, ...reversed, 0, -1, 1.5, { from: 0 }, { to: 0 }, { from: -1, to: 0 }];
}

function middleOf(stored: readonly StoredRecord[]): StoredRecord {
  return stored[Math.floor(stored.length / 2)] as StoredRecord;
}
