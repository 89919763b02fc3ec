import { beforeAll, expect, it } from 'vitest';
import { merge, type MergeOptions, type Snapshot, type Source } from '../../src/observe/index.js';
import { pocketBaseRecords } from '../../src/sources/pocketbase/index.js';
import type { RecordQuery, RecordsSource, RecordStatus } from '../../src/views/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { seedBySql } from './seed-by-sql.js';
import { changeSqlite, fileOf, querySqlite } from './sqlite.js';

const COUNT = Number(process.env['RECORDS'] ?? 100_000);

interface Run {
  readonly key: string;
  readonly status: RecordStatus;
  readonly created: string;
  readonly updated?: string;
}

const FIELDS = ['status', 'created', 'updated'] as const;

/** An archive has other records, some of them with the same ids and other values. */
const ARCHIVE = `
  DELETE FROM _dev_telemetry_data WHERE rowid % 3 = 0;
  UPDATE _dev_telemetry_data SET random_id = 'archived-' || random_id WHERE rowid % 5 = 0;
  UPDATE _dev_telemetry_data SET status = 'failed', exit_code = 1 WHERE rowid % 7 = 0;
  UPDATE _dev_telemetry_data SET updated = '2026-11-27 00:00:00.000Z' WHERE rowid % 11 = 0;`;

/** A record as {@link textsOf} gives it. */
const TEXT = `random_id || ' ' || CASE status WHEN 'sucess' THEN 'success' ELSE status END || ' ' ||
  replace(created, ' ', 'T') || ' ' || replace(updated, ' ', 'T') AS told`;

function textsOf({ items }: Snapshot<Run>): string[] {
  return [...items].map(([key, { status, created, updated }]) => `${key} ${status} ${created} ${updated ?? ''}`);
}

/** The records of a source that were created within a range, as a source. */
function within(source: RecordsSource, name: string, from: string, to: string): Source<Run, RecordQuery> {
  const narrowed = (query: RecordQuery = {}): RecordQuery => ({ ...query, created: { from, to } });
  return { ...source, name, list: (query, call) => source.list(narrowed(query), call) };
}

describeOnPocketBase(`over ${COUNT} records and an archive, the same as SQL over both files is`, () => {
  const servers = [
    usePocketBase({ migrations: [seedBySql(COUNT)] }),
    usePocketBase({ migrations: [seedBySql(Math.floor(COUNT / 2))] }),
  ] as const;
  const [live, archive] = servers;
  const sources: RecordsSource[] = [];

  beforeAll(() => {
    changeSqlite(archive(), ARCHIVE);
    for (const [place, name] of ['live', 'archive'].entries()) {
      const url = servers[place as 0 | 1]().url;
      sources.push({ ...pocketBaseRecords({ baseUrl: url, attempts: 1 }), name });
    }
  });

  const sql = (query: string): string[] =>
    querySqlite(live(), query, fileOf(archive())).map(({ told }) => String(told));
  const list = (options: MergeOptions<Run>, query: RecordQuery = {}): Promise<Snapshot<Run>> =>
    merge<Run, RecordQuery>(sources, options).list({ ...query, fields: FIELDS });

  it.each([
    [{}, '1'],
    [{ status: 'failed' }, `status = 'failed'`],
    [
      { created: { from: '2026-10-01T00:00:00Z', to: '2026-10-08T00:00:00Z' }, type: 'vm' },
      `created BETWEEN '2026-10-01 00:00:00.000Z' AND '2026-10-08 00:00:00.000Z' AND type = 'vm'`,
    ],
  ] as const)('merge, of %o', async (query, condition) => {
    const mine = `SELECT ${TEXT} FROM runs WHERE ${condition} ORDER BY created, id`;
    const only = `SELECT ${TEXT} FROM other_runs WHERE ${condition} AND random_id NOT IN (SELECT random_id FROM runs WHERE ${condition}) ORDER BY created, id`;
    const snapshot = await list({}, query);
    expect(snapshot.complete).toBe(true);
    expect(textsOf(snapshot)).toEqual(sql(`SELECT * FROM (${mine}) UNION ALL SELECT * FROM (${only})`));
  });

  it('merge, where the one that changed last counts', async () => {
    const collision = (one: Run, other: Run): Run => ((other.updated ?? '') > (one.updated ?? '') ? other : one);
    const expected = sql(`
      WITH both AS (SELECT *, 0 AS place FROM runs UNION ALL SELECT *, 1 FROM other_runs),
      ranked AS (SELECT *, row_number() OVER (PARTITION BY random_id ORDER BY updated DESC, place) AS rank FROM both)
      SELECT ${TEXT} FROM ranked WHERE rank = 1`);
    expect(textsOf(await list({ collision })).sort()).toEqual(expected.sort());
    const archived = sql(
      `SELECT 1 AS told FROM runs JOIN other_runs USING (random_id) WHERE other_runs.updated > runs.updated`,
    );
    expect(archived.length).toBeGreaterThan(COUNT / 100);
  });

  it('merge, where both count', async () => {
    const expected = sql(`SELECT 'live/' || ${TEXT} FROM runs UNION ALL SELECT 'archive/' || ${TEXT} FROM other_runs`);
    expect(textsOf(await list({ collision: 'separate' })).sort()).toEqual(expected.sort());
  });

  it('merge, of ranges that overlap, and with a gap', async () => {
    const ranges = [
      ['2026-09-20T00:00:00Z', '2026-10-01T00:00:00Z'],
      ['2026-09-28T12:00:00Z', '2026-10-12T00:00:00Z'],
      ['2026-10-20T00:00:00Z', '2026-10-31T00:00:00Z'],
    ] as const;
    const parts = ranges.map(([from, to], place) => within(sources[0] as RecordsSource, `part ${place}`, from, to));
    const snapshot = await merge<Run, RecordQuery>(parts).list({ fields: FIELDS });
    const conditions = ranges.map((range) => {
      const [from, to] = range.map((moment) => moment.replace('T', ' ').replace('Z', '.000Z'));
      return `created BETWEEN '${from}' AND '${to}'`;
    });
    expect(textsOf(snapshot)).toEqual(
      sql(`SELECT ${TEXT} FROM runs WHERE ${conditions.join(' OR ')} ORDER BY created, id`),
    );
  });

  it('merge, of what one part has while the other is down', async () => {
    const [archived] = sql(`SELECT random_id AS told FROM other_runs WHERE random_id LIKE 'archived-%' LIMIT 1`);
    const [both] = sql(`SELECT random_id AS told FROM runs JOIN other_runs USING (random_id) LIMIT 1`);
    const merged = merge<Run, RecordQuery>(sources);
    expect((await merged.get(archived ?? ''))?.key).toBe(archived);
    await archive().crash();
    const snapshot = await list({});
    expect(textsOf(snapshot)).toEqual(sql(`SELECT ${TEXT} FROM runs ORDER BY created, id`));
    expect([snapshot.complete, snapshot.health['live']?.state, snapshot.health['archive']?.state]).toEqual([
      false,
      'up',
      'down',
    ]);
    expect((await merged.ping()).state).toBe('degraded');
    expect((await merged.get(both ?? ''))?.key).toBe(both);
    await expect(merged.get(archived ?? '')).rejects.toMatchObject({ code: 'unreachable' });
    await live().crash();
    await expect(merged.list()).rejects.toMatchObject({ code: 'unreachable' });
  });
});
