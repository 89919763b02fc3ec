import type { IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isTelemetryError } from '../../src/errors.js';
import type { Report, ReportResult, Store } from '../../src/stores/clickhouse/index.js';
import { type Accident, type Fault, startFaultProxy } from '../faults/fault-proxy.js';
import { useClickHouse } from './clickhouse-server.js';
import { aReport, call } from './runs.js';

const clickHouse = useClickHouse();

/** Hands a request on, with what shows that ClickHouse answered it. */
const handOn: Accident = async ({ handOn: forward, give }) => {
  const answer = await forward();
  const headers = Object.entries(answer.headers).filter(
    ([name]) => name.startsWith('x-clickhouse-') || name === 'content-encoding',
  );
  give(answer, Object.fromEntries(headers) as Record<string, string>);
};

/** A store behind a proxy that does this to the first inserts of reports. */
async function storeBehind(database: string, faults: readonly (Fault | Accident)[]): Promise<Store> {
  const left = [...faults];
  const faultOf = ({ url = '' }: IncomingMessage): Fault | Accident =>
    /INSERT\+INTO\+reports/.test(url) ? (left.shift() ?? handOn) : handOn;
  const proxy = await startFaultProxy(clickHouse.server.url, faultOf);
  onTestFinished(() => proxy.close());
  return clickHouse.open({ url: proxy.url, database });
}

const passOn503: Accident = async ({ handOn: forward, say }) => {
  await forward();
  say(503, 'Service Unavailable');
};

describe('an insert', () => {
  it.each<[string, readonly (Fault | Accident)[]]>([
    ['is lost', ['reset-before']],
    ['is stored and its answer lost', ['reset-after']],
    ['is answered by another server with a page and 200', ['html', 'html']],
    ['is stored, and another server says 503', [passOn503, passOn503]],
    ['is refused', ['rate-limited', '500']],
    ['reaches the server twice', ['twice']],
  ])('that %s is sent again until it is confirmed, and stored once', async (_, faults) => {
    const database = clickHouse.newDatabase();
    const store = await storeBehind(database, faults);
    const reports = Array.from({ length: 20 }, () => aReport('failed', { exit_code: 1 }));
    const results = await Promise.all(reports.map((report) => store.report(report, call)));
    expect(results).toEqual(reports.map(() => 'stored'));
    for (const table of ['reports', 'keys'])
      expect(await clickHouse.rows(database, `SELECT count() AS n FROM ${table}`)).toEqual([{ n: 20 }]);
    expect(await store.records.count()).toBe(20);
  });

  it('that a view refuses halfway is whole once the view works', async () => {
    const database = clickHouse.newDatabase();
    const store = clickHouse.open({ database });
    await store.report(aReport('failed'), call);
    const reports = Array.from({ length: 20 }, () => aReport('failed', { exit_code: 1 }));
    const count = (what: string): Promise<unknown> => clickHouse.rows(database, `SELECT ${what}`);
    const view = 'CREATE MATERIALIZED VIEW broken ENGINE = Null AS';
    await clickHouse.server.run(`${view} SELECT throwIf(key != '') AS thrown FROM reports`, database);
    const stored = Promise.all(reports.map((report) => store.report(report, call)));
    stored.catch(() => undefined);
    await expect.poll(() => count('count() AS n FROM reports'), { timeout: 4_000 }).toEqual([{ n: 21 }]);
    await clickHouse.server.run('DROP VIEW broken', database);
    expect(await stored).toEqual(reports.map(() => 'stored'));
    expect(await count('uniqExact(key) AS n FROM keys')).toEqual([{ n: 21 }]);
    expect(await count('count() AS n FROM reports')).toEqual([{ n: 21 }]);
  });
});

describe('a server that does not answer', () => {
  it('makes reports unavailable within seconds, and gets what was sent once it answers', async () => {
    const database = clickHouse.newDatabase();
    const store = clickHouse.open({ database });
    await store.report(aReport('failed'), call);
    clickHouse.server.signal('SIGSTOP');
    const late = aReport('failed', { exit_code: 1 });
    const refused: unknown = await store.report(late, call).catch((error: unknown) => error);
    clickHouse.server.signal('SIGCONT');
    expect(refused).toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 });
    expect(['not-sent', 'unknown']).toContain((refused as { fate: string }).fate);
    expect(['stored', 'repeated']).toContain(await store.report(late, call));
    expect(await store.records.count({ random_id: late.random_id })).toBe(1);
  });

  it('that is not there makes reports unavailable as not sent, without a word of the password', async () => {
    const url = 'http://127.0.0.1:9';
    const store = clickHouse.open({ url, username: 'user-4711', password: 'password-4711' });
    const thrown: unknown = await store.report(aReport('failed'), call).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'unavailable', fate: 'not-sent', retryAfterMs: 1_000 });
    expect(`${String(thrown)}${JSON.stringify(thrown)}`).not.toContain('4711');
  });

  it('does not make more than 10,000 reports wait', async () => {
    const store = clickHouse.open({ url: 'http://127.0.0.1:9' });
    const controller = new AbortController();
    const waiting = Array.from({ length: 10_000 }, () =>
      store.report(aReport('failed'), { signal: controller.signal }),
    );
    const settled = Promise.allSettled(waiting);
    await expect(store.report(aReport('failed'), call)).rejects.toMatchObject({
      code: 'unavailable',
      fate: 'not-sent',
      retryAfterMs: 1_000,
    });
    controller.abort(new Error('left'));
    expect((await settled).every((one) => one.status === 'rejected')).toBe(true);
  });
});

describe('two stores on one ClickHouse', () => {
  it('give each of 400 runs one end, and one of both is told that it is stored', async () => {
    const database = clickHouse.newDatabase();
    const stores = [clickHouse.open({ database }), clickHouse.open({ database })];
    const runs = Array.from({ length: 400 }, () => aReport('installing').random_id);
    const results = await Promise.all(
      runs.map((random_id) =>
        Promise.all(
          stores.map(async (store, place) => {
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
            return store.report(aReport('failed', { random_id, exit_code: place + 1 }), call);
          }),
        ),
      ),
    );
    expect(results.map((both) => [...both].sort())).toEqual(runs.map(() => ['stored', 'superseded']));
    const ends = await endsIn(database);
    expect(runs.map((run) => ends.get(run))).toEqual(results.map((both) => both.indexOf('stored') + 1));
  });

  it('lose nothing that they answered, and keep first ends, when the server is killed under load', async () => {
    const database = clickHouse.newDatabase();
    const stores = [clickHouse.open({ database }), clickHouse.open({ database })];
    await Promise.all(stores.map((store) => store.report(aReport('failed', { random_id: 'run-0' }), call)));
    const answered: { run: string; code: number; result: ReportResult }[] = [];
    let isOver = false;
    let number = 0;
    const worker = async (): Promise<void> => {
      while (!isOver) {
        const run = `run-${(number += 1)}`;
        const both = stores.map(async (store, place) => {
          const report = aReport('failed', { random_id: run, exit_code: place + 1 });
          answered.push({ run, code: place + 1, result: await reportUntilAnswered(store, report) });
        });
        await Promise.all(both);
      }
    };
    const workers = Promise.all(Array.from({ length: 50 }, worker));
    for (let time = 0; time < 4; time += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await clickHouse.server.crash();
      await clickHouse.server.revive();
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    isOver = true;
    await workers;
    for (const table of ['reports', 'keys']) await clickHouse.server.run(`OPTIMIZE TABLE ${table} FINAL`, database);
    const ends = await endsIn(database);
    expect(answered.length).toBeGreaterThan(300);
    const wrong = answered.filter(({ run, code, result }) => (result === 'superseded') === (ends.get(run) === code));
    expect(wrong).toEqual([]);
    expect(await stores[0]?.records.count()).toBe(number + 1);
  });
});

/** Reports as a collector's client does: again after it was unavailable. */
async function reportUntilAnswered(store: Store, report: Report): Promise<ReportResult> {
  for (;;) {
    try {
      return await store.report(report, call);
    } catch (error) {
      if (!isTelemetryError(error) || error.code !== 'unavailable') throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The exit code with which each run ended. */
async function endsIn(database: string): Promise<Map<unknown, unknown>> {
  const rows = await clickHouse.rows(database, 'SELECT key, argMinMerge(end_code) AS code FROM keys GROUP BY key');
  return new Map(rows.map(({ key, code }) => [key, code]));
}
