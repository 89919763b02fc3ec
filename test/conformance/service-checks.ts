import { expect } from 'vitest';
import type { Dashboard, Errors, NamedCount, Scripts, ServiceRate } from '../../src/sources/ingest/index.js';
import type { ServiceRow } from '../ingest/read-service.js';
import { countedRows, tally } from './service-numbers.js';

/** The day on which a row counts. */
type DayOf = (row: ServiceRow) => string;

const dayOfReport: DayOf = ({ created }) => created.slice(0, 10);

/** Every number of a dashboard is found again in the table, and every list is complete. */
export function expectDashboard(
  read: Dashboard,
  rows: readonly ServiceRow[],
  query: URLSearchParams,
  dayOf = dayOfReport,
): void {
  const counted = countedRows(rows, query, { byDefault: 1, zero: 365 });
  expect(read).toMatchObject({
    events: counted.events.length,
    eventsOfAllTime: rows.length,
    success: counted.success.length,
    failed: counted.failed.length,
    aborted: counted.aborted.length,
    unfinishedEventsToday: counted.unfinishedToday.length,
  });
  expectRate(read.successRate, counted.success.length, counted.success.length + counted.failed.length);
  const durations = counted.ends.map((row) => Number(row['install_duration'])).filter((seconds) => seconds > 0);
  expect(read.averageDuration).toEqual(durations.length === 0 ? undefined : expect.closeTo(average(durations) ?? 0, 8));
  expectTally(read.eventsByApp, tally(counted.events, 'nsapp'), 20);
  expectTally(read.eventsByType, tally(counted.events, 'type'), 10);
  const slugs = query.get('slug')?.trim() ? new Map<string, number>() : tally(counted.events, 'repo_slug');
  expectTally(read.eventsByRepoSlug, slugs, 20);
  expectTally(read.endsByOs, tally(counted.ends, 'os_type'), 15);
  expectTally(read.endsByMethod, tally(counted.ends, 'method'), 10);
  expectTally(read.endsByPveVersion, tally(counted.ends, 'pve_version'), 15);
  expectTally(read.failuresByCategory, tally(counted.recentFailures, 'error_category'), Infinity);
  expectTally(read.eventsByTool, tally(ofType(counted.events, 'pve'), 'nsapp'), 15);
  expectTally(read.eventsByAddon, tally(ofType(counted.events, 'addon'), 'nsapp'), 15);
  expect(read.toolEvents).toBe(read.eventsByTool.reduce((sum, { count }) => sum + count, 0));
  expect(read.addonEvents).toBe(read.eventsByAddon.reduce((sum, { count }) => sum + count, 0));
  const gpus = counted.ends.filter((row) => !['', 'unknown'].includes(String(row['gpu_vendor'] ?? '')));
  expect(read.endsByGpu.reduce((sum, { count }) => sum + count, 0)).toBe(gpus.length);
  for (const { vendor, passthrough, count } of read.endsByGpu) {
    expect(count).toBe(
      gpus.filter((row) => row['gpu_vendor'] === vendor && row['gpu_passthrough'] === passthrough).length,
    );
  }
  const of = (status: 'success' | 'failed', date: string): number =>
    counted[status].filter((row) => dayOf(row) === date).length;
  const days = read.endsByDay.map(({ date }) => ({ date, success: of('success', date), failed: of('failed', date) }));
  expect(read.endsByDay).toEqual(days);
  const texts = counted.recentFailures.filter(({ error }) => error !== '');
  const patterns = read.failuresByPattern.reduce((sum, { count }) => sum + count, 0);
  if (read.failuresByPattern.length < 15) expect(patterns).toBe(texts.length);
  else expect(patterns).toBeLessThanOrEqual(texts.length);
  for (const { pattern, count } of read.failuresByPattern.filter(({ pattern }) => pattern === 'connection refused')) {
    expect(count).toBe(texts.filter(({ error }) => error.toLowerCase().includes(pattern)).length);
  }
  for (const { app, events, failed, failureRate } of read.failedApps) {
    if (app !== 'pipe') expect(events).toBe(counted.events.filter(({ nsapp }) => nsapp === app).length);
    expectRate(failureRate, failed, events);
  }
}

/** Every number of the scripts is found again in the table. */
export function expectScripts(read: Scripts, rows: readonly ServiceRow[], query: URLSearchParams): void {
  const ofAnySlug = new URLSearchParams(query);
  ofAnySlug.delete('slug');
  const { events } = countedRows(rows, ofAnySlug, { byDefault: 30, zero: Infinity });
  expect(read.events).toBe(events.length);
  expect(read.scripts).toBe(read.byApp.length);
  expect(read.scripts).toBe(new Set(events.map(({ nsapp }) => nsapp)).size);
  for (const { app, type, events: total, success, failed, aborted, successRate } of read.byApp) {
    const own = events.filter((row) => row.nsapp === app);
    expect(own.map((row) => row.type)).toContain(type);
    const statuses = tally(own, 'status');
    const counts = [own.length, ...['success', 'failed', 'aborted'].map((status) => statuses.get(status) ?? 0)];
    expect([total, success, failed, aborted]).toEqual(counts);
    expectRate(successRate, success, success + failed + aborted);
  }
}

/** Every number of the errors is found again in the table, and every list is complete. */
export function expectErrors(
  read: Errors,
  rows: readonly ServiceRow[],
  query: URLSearchParams,
  dayOf = dayOfReport,
): void {
  const counted = countedRows(rows, query, { byDefault: 7, zero: 1 });
  expect(read).toMatchObject({
    failures: counted.failures.length,
    events: counted.events.length,
    unfinishedEventsToday: counted.unfinishedToday.length,
  });
  expectRate(read.failureRate, counted.failures.length, counted.events.length);
  const codes = tally(counted.failures, 'exit_code');
  expect(read.byExitCode.length).toBe(Math.min(30, codes.size));
  for (const { exitCode, count, share } of read.byExitCode) {
    expect(count).toBe(codes.get(String(exitCode)));
    expectRate(share, count, counted.failures.length);
  }
  const categories = tally(counted.recentFailures, 'error_category');
  expect(read.byCategory.length).toBe([...categories.keys()].filter(Boolean).length);
  for (const { category, count, share } of read.byCategory) {
    expect(count).toBe(categories.get(category));
    expectRate(share, count, counted.failures.length);
  }
  const failing = new Set(counted.recentFailures.map(({ nsapp }) => nsapp));
  expect(read.byApp.filter(({ failed }) => failed > 0).length).toBe(Math.min(50, failing.size));
  for (const { app, ends, failed, failureRate, topExitCode, topError } of read.byApp) {
    const failures = counted.recentFailures.filter(({ nsapp }) => nsapp === app);
    expect(ends).toBe(counted.ends.filter(({ nsapp }) => nsapp === app).length);
    expect(failed).toBe(failures.length);
    expectRate(failureRate, failed, ends);
    expect(failures.length === 0 ? [0] : failures.map(({ exit_code }) => exit_code)).toContain(topExitCode);
    expect(failures.length === 0 ? [''] : failures.map(({ error }) => error)).toContain(topError);
  }
  for (const { date, failed, aborted } of read.byDay) {
    expect(failed).toBe(counted.failures.filter((row) => dayOf(row) === date).length);
    // Today's service never counts them.
    expect(aborted).toBe(0);
  }
  expect(read.recent.length).toBe(Math.min(100, counted.recentFailures.length));
}

/** Each listed count is the number of rows with that value, and no value is missing. */
export function expectTally(list: readonly NamedCount[], counts: ReadonlyMap<string, number>, most: number): void {
  expect(list.map(({ name, count }) => [name, count])).toEqual(list.map(({ name }) => [name, counts.get(name)]));
  expect(list.length).toBe(Math.min(most, [...counts.keys()].filter(Boolean).length));
  expect(list.map(({ count }) => count)).toEqual(list.map(({ count }) => count).sort((a, b) => b - a));
}

function expectRate(rate: ServiceRate<string> | undefined, numerator: number, denominator: number): void {
  if (denominator === 0) return expect(rate).toBeUndefined();
  expect(rate).toMatchObject({ numerator, denominator });
  expect(rate?.percent).toBeCloseTo((numerator / denominator) * 100, 10);
}

function ofType(rows: readonly ServiceRow[], type: string): ServiceRow[] {
  return rows.filter((row) => row.type === type);
}

function average(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
