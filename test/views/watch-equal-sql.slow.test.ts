import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { countBy, type SourceEvent, statusLifecycle, watch } from '../../src/observe/index.js';
import { pocketBaseRecords } from '../../src/sources/pocketbase/index.js';
import type { RecordStatus } from '../../src/views/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { seedBySql } from './seed-by-sql.js';
import { changeSqlite, querySqlite } from './sqlite.js';

const COUNT = Number(process.env['RECORDS'] ?? 100_000);
const ROUNDS = 4;
/** Before this round the server is killed, and changes come while it is down. */
const ROUND_WITHOUT_SERVER = 3;

/** Changes, deletes and adds records: more than a quarter of them. Of the changes of status many are not allowed. */
const changes = (round: number): string => `
  UPDATE _dev_telemetry_data SET status = CASE (rowid * 31 + ${round} * 7) % 7 WHEN 0 THEN 'installing'
      WHEN 1 THEN 'validation' WHEN 2 THEN 'configuring' WHEN 3 THEN 'failed' WHEN 4 THEN 'unknown' WHEN 5 THEN 'aborted'
      ELSE 'sucess' END
    WHERE (rowid * 7919 + ${round}) % 5 = 0;
  UPDATE _dev_telemetry_data SET exit_code = (rowid + ${round}) % 200 WHERE (rowid * 104729 + ${round}) % 13 = 0;
  DELETE FROM _dev_telemetry_data WHERE (rowid * 15485863 + ${round}) % 50 = 0;
  INSERT INTO _dev_telemetry_data
    (id, random_id, created, updated, type, ct_type, nsapp, status, exit_code)
  SELECT printf('add%d%011d', ${round}, rowid), printf('added-%d-%06d', ${round}, rowid), created, updated, type, ct_type,
    nsapp, 'installing', 0
  FROM _dev_telemetry_data WHERE rowid % 40 = ${round};`;

/** The records of a table as they are read: success in one spelling, and an exit code of 0 only with an end. */
const read = (table: string): string => `
  SELECT random_id AS key, nsapp, CASE status WHEN 'sucess' THEN 'success' ELSE status END AS status,
    CASE WHEN exit_code = 0 AND status IN ('installing', 'validation', 'configuring') THEN NULL ELSE exit_code END AS exit_code
  FROM ${table}`;

/** Each change between two states of the file, as JSON. */
const CHANGES = `
  WITH now AS (${read('runs')}), earlier AS (${read('other_runs')})
  SELECT json_array('changed', now.key, earlier.status, now.status, earlier.exit_code, now.exit_code,
    CASE WHEN earlier.key IS NULL THEN 'first' ELSE
      trim(CASE WHEN earlier.exit_code IS NOT now.exit_code THEN 'exit_code ' ELSE '' END
        || CASE WHEN earlier.status <> now.status THEN 'status' ELSE '' END) END) AS told
  FROM now LEFT JOIN earlier USING (key)
  WHERE earlier.key IS NULL OR earlier.status <> now.status OR earlier.exit_code IS NOT now.exit_code
  UNION ALL
  SELECT json_array('removed', earlier.key, earlier.status, NULL, earlier.exit_code, NULL, '')
  FROM earlier WHERE key NOT IN (SELECT key FROM now)
  ORDER BY told`;

/** How often each status followed another one, whether it may, whether it is the last, and what may follow it. */
const TRANSITIONS = `
  WITH now AS (${read('runs')}), earlier AS (${read('other_runs')}),
  allowed(status, following) AS (VALUES
    ('installing', 'validation'), ('installing', 'configuring'), ('installing', 'success'), ('installing', 'failed'),
    ('installing', 'aborted'), ('installing', 'unknown'), ('validation', 'configuring'), ('validation', 'success'),
    ('validation', 'failed'), ('validation', 'aborted'), ('validation', 'unknown'), ('configuring', 'success'),
    ('configuring', 'failed'), ('configuring', 'aborted'), ('configuring', 'unknown'))
  SELECT earlier.status AS "from", now.status AS "to", count(*) AS runs,
    (earlier.status, now.status) IN (SELECT status, following FROM allowed) AS can,
    now.status NOT IN (SELECT status FROM allowed) AS isFinal,
    (SELECT json_group_array(following) FROM (SELECT following FROM allowed WHERE status = now.status ORDER BY following)) AS next
  FROM now JOIN earlier USING (key) WHERE now.status <> earlier.status GROUP BY 1, 2 ORDER BY 1, 2`;

interface Run {
  readonly key: string;
  readonly status: RecordStatus;
  readonly exit_code?: number;
}

/** A change as the SQL gives it. */
function toldOf(event: SourceEvent<Run>): string {
  if (event.event !== 'changed' && event.event !== 'removed') throw new Error(`It told ${event.event}`);
  const now = event.event === 'changed' ? event.item : undefined;
  const { key, before } = event;
  const why = event.event === 'changed' ? [...event.why].sort().join(' ') : '';
  const values = [before?.status, now?.status, before?.exit_code, now?.exit_code];
  return JSON.stringify([event.event, key, ...values.map((value) => value ?? null), why]);
}

describeOnPocketBase(`of ${COUNT} records that change, the same as SQL on the same file finds`, () => {
  const server = usePocketBase({ migrations: [seedBySql(COUNT)] });
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-states-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('watch tells, and lifecycle knows of each change of status', async () => {
    const source = pocketBaseRecords({ baseUrl: server().url, attempts: 1 });
    const query = { fields: ['nsapp', 'status', 'exit_code'], order: 'none' } as const;
    const earlier = (round: number): string => join(folder, `${round}.db`);
    const change = (round: number): void => {
      changeSqlite(server(), `VACUUM INTO '${earlier(round)}'; ${changes(round)}`);
    };
    let round = 0;
    let told: SourceEvent<Run>[] = [];
    const healths: string[] = [];

    for await (const event of watch(source, { everyMs: 1, query })) {
      if (event.event === 'snapshot') {
        expect(event.snapshot.items.size).toBe(COUNT);
      } else if (event.event === 'health') {
        healths.push(event.health.state);
        expect(told).toEqual([]);
        if (event.health.state === 'down') await server().revive();
      } else if (event.event !== 'up-to-date') {
        told.push(event);
      } else {
        if (round > 0) expectAsSql(told, earlier(round), round === ROUND_WITHOUT_SERVER ? 'catch-up' : 'live');
        if (round === ROUNDS) break;
        round += 1;
        told = [];
        if (round === ROUND_WITHOUT_SERVER) await server().crash();
        change(round);
      }
    }
    expect(round).toBe(ROUNDS);
    expect(healths.filter((state, place) => state !== healths[place - 1])).toEqual(['down', 'up']);
  });

  function expectAsSql(told: readonly SourceEvent<Run>[], earlierFile: string, via: 'live' | 'catch-up'): void {
    const changed = told.filter((event) => event.event === 'changed');
    expect([...new Set(changed.map((event) => event.via))]).toEqual([via]);
    const expected = querySqlite(server(), CHANGES, earlierFile).map((row) => String(row['told']));
    expect(expected.length).toBeGreaterThan(COUNT / 5);
    expect(told.map(toldOf).sort()).toEqual(expected.sort());

    const steps = changed.flatMap(({ before, item }) =>
      before && before.status !== item.status ? [{ from: before.status, to: item.status }] : [],
    );
    const counts = countBy(steps, ({ from, to }) => `${from} ${to}`);
    const transitions = querySqlite(server(), TRANSITIONS, earlierFile);
    expect(transitions.length).toBeGreaterThan(20);
    expect(
      [...counts].sort().map(([step, runs]) => {
        const [from, to] = step.split(' ') as [RecordStatus, RecordStatus];
        const next = JSON.stringify([...statusLifecycle.next(to)].sort());
        const can = Number(statusLifecycle.can(from, to));
        return { from, to, runs, can, isFinal: Number(statusLifecycle.isFinal(to)), next };
      }),
    ).toEqual(transitions);
  }
});
