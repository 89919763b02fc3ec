import { describe, expect, it } from 'vitest';
import type { RecordQuery } from '../../src/sources/records/record-query.js';
import type { StoredRecord } from '../../src/sources/records/stored-record.js';
import type { SummaryPlan, SummaryRow } from '../../src/sources/records/summary.js';
import { memoryRecords } from '../../src/testing/index.js';
import { liveSummary } from '../../src/views/index.js';
import { type Random, randomOf } from '../sources/pocketbase/random.js';

function aRecord(random: Random, key: string): StoredRecord {
  return {
    key,
    random_id: key,
    nsapp: random.pick(['plex', 'jellyfin', 'immich']),
    status: random.pick(['installing', 'failed', 'success']),
    exit_code: random.pick([1, 100, 206]),
    created: new Date(Date.parse('2026-10-24T20:00:00Z') + random.below(90_000_000)).toISOString(),
    install_duration: random.below(100),
  };
}

const plans: { query: RecordQuery; plan: SummaryPlan }[] = [
  { query: {}, plan: { by: ['nsapp'] } },
  { query: { status: ['failed', 'success'] }, plan: { by: ['status', 'nsapp'], durations: true } },
  { query: { nsapp: 'plex', fields: ['error'] }, plan: { by: [{ every: 'day', timeZone: 'Europe/Berlin' }] } },
  { query: { nsapp: 'nothing' }, plan: { by: [] } },
];

describe('liveSummary', () => {
  it.each(plans)('equals the summary of $query by $plan whenever it gives rows', async ({ query, plan }) => {
    const random = randomOf(3);
    const source = memoryRecords(Array.from({ length: 50 }, (_, n) => aRecord(random, `first-${n}`)));
    let turns = 0;
    const keys = Array.from({ length: 50 }, (_, n) => `first-${n}`);
    const change = (): void => {
      turns += 1;
      const key = random.pick(keys);
      const changes = aRecord(random, key);
      if (turns % 7 === 0) {
        source.down();
        queueMicrotask(source.up);
      }
      if (turns % 3 === 0) {
        keys.push(`new-${turns}`);
        source.add(aRecord(random, `new-${turns}`));
      } else if (turns % 5 === 0) source.remove(keys.splice(random.below(keys.length), 1)[0] as string);
      else source.change(key, changes);
    };
    const controller = new AbortController();
    const timer = setInterval(() => {
      change();
      if (turns === 100) controller.abort();
    }, 1);
    let given = 0;
    for await (const told of liveSummary(source, query, plan, { signal: controller.signal })) {
      if (told.event === 'health') continue;
      given += 1;
      source.up();
      expect(told.rows).toEqual(await source.summarize({ ...query, fields: undefined }, plan));
    }
    clearInterval(timer);
    expect(given).toBeGreaterThan(query.nsapp === 'nothing' ? 0 : 5);
  });

  it('gives rows at once, and again only after a change of them', async () => {
    const source = memoryRecords([aRecord(randomOf(1), 'one')]);
    const seen: (readonly SummaryRow[])[] = [];
    for await (const told of liveSummary(source, {}, { by: ['nsapp'] })) {
      if (told.event === 'summary') seen.push(told.rows);
      if (seen.length === 2) break;
      source.change('one', { error: 'not counted' });
      source.change('one', { nsapp: 'another' });
    }
    expect(seen.map((rows) => rows.map(({ key }) => key))).toEqual([[[expect.any(String)]], [['another']]]);
  });

  it('reads only the fields that the plan needs', async () => {
    const source = memoryRecords([aRecord(randomOf(1), 'one')]);
    const asked: (RecordQuery | undefined)[] = [];
    const watched = {
      ...source,
      subscribe: ((query, call) => {
        asked.push(query);
        return source.subscribe(query, call);
      }) as typeof source.subscribe,
    };
    for await (const { event } of liveSummary(watched, { nsapp: 'plex' }, { by: ['nsapp'] })) if (event) break;
    expect(asked).toEqual([{ nsapp: 'plex', fields: ['nsapp', 'status', 'exit_code'] }]);
  });

  it('says that the source is down, before its first rows too, and keeps the rows of before', async () => {
    const source = memoryRecords([aRecord(randomOf(1), 'one')]);
    source.down();
    const seen: (number | string | undefined)[] = [];
    for await (const told of liveSummary(source, {}, { by: [] })) {
      seen.push(told.event === 'health' ? told.health.state : told.rows[0]?.runs);
      if (seen.length === 5) break;
      if (seen.length === 3) source.down();
      else source.up();
      if (seen.length === 4) source.add(aRecord(randomOf(2), 'two'));
    }
    expect(seen).toEqual(['down', 'up', 1, 'down', 'up']);
  });

  it('refuses a source that cannot tell changes, and an invalid plan', () => {
    expect(() => liveSummary({ name: 'ingest' }, {}, { by: [] })).toThrow(
      'which has `subscribe`. Without it, call `summarize`',
    );
    expect(() => liveSummary(memoryRecords(), {}, { by: ['nsap'] } as unknown as SummaryPlan)).toThrow(/by/);
  });
});
