import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../src/sources/pocketbase/compile-query.js';
import { checkQuery } from '../../../src/sources/records/check-query.js';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';

describe('compileQuery', () => {
  it.each<{ what: string; query: RecordQuery }>([
    { what: 'a long search', query: { search: 'ü'.repeat(400) } },
    { what: 'a search of wildcards', query: { search: '_%'.repeat(400) } },
    { what: 'a text of quotes', query: { error: "'".repeat(499), search: "'".repeat(499) } },
    {
      what: 'a list of long texts',
      query: { error: Array.from({ length: 400 }, (_, place) => `${place} ${'ü'.repeat(90)}`) },
    },
    { what: 'numbers of 300 digits', query: { exit_code: [1e300, 2e300, 0], disk_size: { from: 5e-324, to: 1e300 } } },
    { what: 'ten thousand ids', query: { random_id: Array.from({ length: 10_000 }, (_, place) => `random-${place}`) } },
  ])('keeps the limits of a filter for $what', ({ query }) => {
    const parts = compileQuery(checkQuery(query));
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.length).toBeLessThanOrEqual(64);
    for (const { filter } of parts) expect(encodeURIComponent(filter).length).toBeLessThanOrEqual(3_000);
  });
});
