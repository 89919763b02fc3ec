import { beforeAll, expect, it } from 'vitest';
import { bucketBy, countBy, distinctBy, rate, slidingWindow, topN } from '../../src/observe/index.js';
import { pocketBaseRecords } from '../../src/sources/pocketbase/index.js';
import {
  compareWithBefore,
  durationsBy,
  failureSignatures,
  outcomesBy,
  type RecordsSource,
  runsOverTime,
  stuckRuns,
  topFailures,
} from '../../src/views/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { seedBySql } from './seed-by-sql.js';
import { querySqlite, type Row } from './sqlite.js';

const COUNT = Number(process.env['RECORDS'] ?? 100_000);

const BLOCKED = '(exit_code BETWEEN 103 AND 111 OR exit_code = 206)';
const OUTCOMES = `count(*) AS runs,
  sum(status = 'sucess') AS success,
  sum(status = 'failed' AND NOT ${BLOCKED}) AS failed,
  sum(status = 'failed' AND ${BLOCKED}) AS blocked,
  sum(status = 'unknown') AS unknown,
  sum(status = 'installing') AS unfinished`;

/** The same of a view's row. */
function countsOf(row: { [Key in 'runs' | 'success' | 'failed' | 'blocked' | 'unknown' | 'unfinished']: number }): Row {
  const { runs, success, failed, blocked, unknown, unfinished } = row;
  return { runs, success, failed, blocked, unknown, unfinished };
}

describeOnPocketBase(`over ${COUNT} records, the same as SQL on the same file is`, () => {
  const server = usePocketBase({ migrations: [seedBySql(COUNT)] });
  let source: RecordsSource;

  beforeAll(() => {
    source = pocketBaseRecords({ baseUrl: server().url });
  });

  const sql = (query: string): Row[] => querySqlite(server(), query);

  it('count', async () => {
    expect(await source.count({ status: 'failed' })).toBe(
      sql(`SELECT count(*) AS n FROM runs WHERE status = 'failed'`)[0]?.['n'],
    );
    expect(await source.count()).toBe(COUNT);
  });

  it('runsOverTime, by days of Berlin', async () => {
    const offset = `CASE WHEN created < '2026-10-25 01:00' THEN '+2 hours' ELSE '+1 hours' END`;
    const expected = sql(
      `SELECT date(substr(created, 1, 19), ${offset}) AS day, ${OUTCOMES} FROM runs GROUP BY 1 ORDER BY 1`,
    );
    const days = await runsOverTime(source, {}, { every: 'day', timeZone: 'Europe/Berlin' });
    expect(days.map((day) => ({ day: day.start.slice(0, 10), ...countsOf(day) }))).toEqual(expected);
  });

  it.each([['nsapp'], ['type'], ['os_type', 'os_version'], ['pve_version']] as const)(
    'outcomesBy %s %s',
    async (...fields) => {
      const names = fields.filter((field) => field !== undefined);
      const keys = names.map((field) => `nullif(${field}, '') AS ${field}`).join();
      const expected = sql(
        `SELECT ${keys}, ${OUTCOMES} FROM runs GROUP BY ${names.join()} ORDER BY runs DESC, ${names.join()}`,
      );
      const groups = await outcomesBy(source, {}, names);
      expect(
        groups.map((group) => ({
          ...Object.fromEntries(names.map((name, place) => [name, group.key[place]])),
          ...countsOf(group),
        })),
      ).toEqual(expected);
      expect(groups.map(({ failureRate }) => failureRate.rate)).toEqual(
        expected.map(({ success, failed }) => Number(failed) / (Number(success) + Number(failed))),
      );
    },
  );

  it('topFailures', async () => {
    const expected = sql(
      `SELECT nsapp, exit_code, count(*) AS runs FROM runs WHERE status = 'failed' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 50`,
    );
    const failures = await topFailures(source, {}, { n: 50 });
    expect(failures.map(({ nsapp, exit_code, runs }) => ({ nsapp, exit_code, runs }))).toEqual(expected);
    expect(failures.every(({ explanation }) => explanation !== 'Unknown error')).toBe(true);
  });

  it('failureSignatures', async () => {
    const expected = sql(`
      WITH head AS (SELECT *, substr(error || char(10) || '---' || char(10), 1, instr(error || char(10) || '---' || char(10), char(10) || '---' || char(10)) - 1) AS told FROM runs WHERE status = 'failed'),
      behind AS (SELECT *, CASE WHEN told LIKE '% | command: %' THEN substr(told, instr(told, ' | command: ') + 3) WHEN told LIKE '% | at line %' THEN substr(told, instr(told, ' | at line ') + 3) END AS part FROM head)
      SELECT substr(part, instr(part, ': ') + 2) AS command, exit_code, count(*) AS runs, count(DISTINCT nsapp) AS apps FROM behind GROUP BY 1, 2`);
    const signatures = await failureSignatures(source, {}, { n: 1_000 });
    const text = ({ command, exit_code, runs, apps }: Row): string => JSON.stringify([command, exit_code, runs, apps]);
    expect(expected.length).toBeGreaterThan(20);
    expect(
      signatures.map(({ command, exit_code, runs, apps }) => text({ command, exit_code, runs, apps })).sort(),
    ).toEqual(expected.map(text).sort());
  });

  it('stuckRuns', async () => {
    const now = new Date('2026-10-01T00:00:00Z');
    const found: string[] = [];
    for await (const { random_id } of stuckRuns(source, {}, { now, olderThanMs: 3_600_000 })) found.push(random_id);
    expect(found).toEqual(
      sql(
        `SELECT random_id FROM runs WHERE status = 'installing' AND created <= '2026-09-30 23:00:00.000Z' ORDER BY created, id`,
      ).map(({ random_id }) => random_id),
    );
  });

  it('durationsBy', async () => {
    const expected = sql(`
      WITH took AS (SELECT nsapp, strftime('%s', substr(updated, 1, 19)) - strftime('%s', substr(created, 1, 19)) AS seconds FROM runs WHERE status <> 'installing' AND updated > created),
      ranked AS (SELECT *, row_number() OVER (PARTITION BY nsapp ORDER BY seconds) AS rank, count(*) OVER (PARTITION BY nsapp) AS runs FROM took)
      SELECT nsapp, runs, max(CASE WHEN rank = (runs * 50 + 99) / 100 THEN seconds END) AS median, max(CASE WHEN rank = (runs * 90 + 99) / 100 THEN seconds END) AS p90
      FROM ranked GROUP BY nsapp ORDER BY nsapp`);
    const durations = await durationsBy(source, {}, ['nsapp']);
    expect(durations.map(({ key, ...row }) => ({ nsapp: key[0], ...row }))).toEqual(expected);
  });

  it('compareWithBefore', async () => {
    const window = (from: string, to: string): Row[] =>
      sql(`SELECT ${OUTCOMES} FROM runs WHERE created BETWEEN '${from}' AND '${to}'`);
    const created = { from: '2026-10-08T00:00:00Z', to: '2026-10-14T23:59:59.999Z' };
    const [row] = await compareWithBefore(source, { created });
    expect([row?.now, row?.before].map((outcomes) => outcomes && countsOf(outcomes))).toEqual([
      ...window('2026-10-08 00:00:00.000Z', '2026-10-14 23:59:59.999Z'),
      ...window('2026-10-01 00:00:00.000Z', '2026-10-07 23:59:59.999Z'),
    ]);
  });

  it('countBy, topN, distinctBy and rate', async () => {
    const query = { fields: ['nsapp', 'status', 'created'], order: 'none' } as const;
    const counts = await countBy(source.records(query), ({ nsapp }) => nsapp);
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(
        sql('SELECT nsapp, count(*) AS runs FROM runs GROUP BY 1').map(({ nsapp, runs }) => [nsapp, runs]),
      ),
    );
    const latest = await topN(source.records(query), 5, ({ created }) => Date.parse(created));
    expect(latest.map(({ created }) => created.replace('T', ' '))).toEqual(
      sql('SELECT created FROM runs ORDER BY created DESC LIMIT 5').map(({ created }) => created),
    );
    const apps = await distinctBy(source.records(query), ({ nsapp }) => nsapp);
    expect(apps.length).toBe(sql('SELECT count(DISTINCT nsapp) AS apps FROM runs')[0]?.['apps']);
    const failed = await rate(source.records(query), { numerator: ({ status }) => status === 'failed' });
    expect(failed.numerator).toBe(sql(`SELECT count(*) AS runs FROM runs WHERE status = 'failed'`)[0]?.['runs']);
    expect(failed.denominator).toBe(COUNT);
  });

  it('bucketBy and slidingWindow', async () => {
    const query = { fields: ['created'] } as const;
    const into = { initial: () => 0, add: (count: number) => count + 1 };
    const hours = await bucketBy(source.records(query), { every: 'hour', time: ({ created }) => created, into });
    expect(hours.map(({ start, value }) => [start.toISOString().slice(0, 13), value])).toEqual(
      sql(`SELECT substr(created, 1, 13) AS hour, count(*) AS runs FROM runs GROUP BY 1 ORDER BY 1`).map(
        ({ hour, runs }) => [String(hour).replace(' ', 'T'), runs],
      ),
    );
    const window = slidingWindow({
      lengthMs: 6 * 3_600_000,
      bucketMs: 3_600_000,
      time: (record: { created: string }) => record.created,
      into,
      combine: (one, other) => one + other,
    });
    for await (const record of source.records(query)) window.add(record);
    expect(window.value()).toBe(
      sql(
        `SELECT count(*) AS runs FROM runs WHERE substr(created, 1, 13) IN (SELECT DISTINCT substr(created, 1, 13) FROM _dev_telemetry_data ORDER BY 1 DESC LIMIT 6)`,
      )[0]?.['runs'],
    );
  });
});
