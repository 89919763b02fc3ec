import { describe, expect, it } from 'vitest';
import { checkQuery } from '../../../src/sources/records/check-query.js';
import { matchesQuery } from '../../../src/sources/records/matches-query.js';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { aStoredRecord } from './a-stored-record.js';

const record = aStoredRecord({ status: 'failed', exit_code: 100, error: "100% of a_b isn't 😀 İ", has_arm: false });

describe('matchesQuery', () => {
  it.each<{ query: RecordQuery; matches: boolean }>([
    { query: {}, matches: true },
    { query: { nsapp: 'plex' }, matches: true },
    { query: { nsapp: 'Plex' }, matches: false },
    { query: { nsapp: ['jellyfin', 'plex'] }, matches: true },
    { query: { nsapp: [] }, matches: false },
    { query: { nsapp: 'plex', status: 'success' }, matches: false },
    { query: { exit_code: 100 }, matches: true },
    { query: { exit_code: [1, 2] }, matches: false },
    { query: { exit_code: { from: 100, to: 100 } }, matches: true },
    { query: { exit_code: { from: 101 } }, matches: false },
    { query: { exit_code: { to: 99 } }, matches: false },
    { query: { exit_code: { from: 200, to: 50 } }, matches: false },
    { query: { core_count: { from: 0 } }, matches: false },
    { query: { error_category: '' }, matches: false },
    { query: { has_arm: false }, matches: true },
    { query: { has_arm: true }, matches: false },
    { query: { created: { from: '2026-11-21T00:00:00Z', to: new Date('2026-11-21T00:00:00Z') } }, matches: true },
    { query: { created: { from: '2026-11-21T00:00:00.001Z' } }, matches: false },
    { query: { created: { to: '2026-11-20T23:59:59.999Z' } }, matches: false },
    { query: { updated: { from: '2026-11-21T00:00:00Z' } }, matches: false },
    { query: { search: 'PLEX' }, matches: true },
    { query: { search: "% OF A_B ISN'T 😀" }, matches: true },
    { query: { search: '%' }, matches: true },
    { query: { search: 'p_ex' }, matches: false },
    { query: { search: 'p%x' }, matches: false },
    { query: { search: 'i' }, matches: true },
    { query: { search: 'i̇' }, matches: false },
    { query: { search: 'plex', nsapp: 'jellyfin' }, matches: false },
  ])('$query: $matches', ({ query, matches }) => {
    expect(matchesQuery(record, checkQuery(query))).toBe(matches);
  });

  it('searches only nsapp where there is no error', () => {
    expect(matchesQuery(aStoredRecord(), checkQuery({ search: 'undefined' }))).toBe(false);
  });
});
