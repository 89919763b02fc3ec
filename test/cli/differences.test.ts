import { expect, it } from 'vitest';
import { differences } from '../../src/cli/records/differences.js';
import type { StoredRecord } from '../../src/sources/records/stored-record.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';

const byKey = (...records: StoredRecord[]) => new Map(records.map((record) => [record.key, record]));

const [same, old, gone] = [aStoredRecord({}, 'same'), aStoredRecord({}, 'changed'), aStoredRecord({}, 'gone')];
const changed = aStoredRecord({ status: 'failed', exit_code: 1 }, 'changed');
const added = aStoredRecord({}, 'new');

it.each([
  { what: 'nothing before', before: byKey(), now: byKey(same), told: { changed: [same], removed: [] } },
  { what: 'the same', before: byKey(same), now: byKey({ ...same }), told: { changed: [], removed: [] } },
  {
    what: 'others',
    before: byKey(same, old, gone),
    now: byKey({ ...same }, changed, added),
    told: { changed: [changed, added], removed: [gone] },
  },
])('differences are what is new, changed or removed, with $what', ({ before, now, told }) => {
  expect(differences(before, now)).toEqual(told);
});
