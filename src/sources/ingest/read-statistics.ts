import { TelemetryError } from '../../errors.js';
import { expectIn, flagIn, type JsonObject, listIn, momentIn, numberIn, textIn, valueIn } from './answer-values.js';
import { readRecord } from './read-record.js';
import type {
  Alerts,
  CleanupStatus,
  Dashboard,
  Errors,
  NamedCount,
  RecentError,
  Runs,
  ScriptEvents,
  Scripts,
  ServiceRate,
} from './statistics.js';

// Each function reads one answer, and throws a TypeError that says what was expected.

export function readDashboard(body: JsonObject): Dashboard {
  expectIn(body, 'total_installs');
  const [success, failed] = [numberIn(body, 'success_count'), numberIn(body, 'failed_count')];
  return {
    events: numberIn(body, 'total_installs'),
    eventsOfAllTime: numberIn(body, 'total_all_time'),
    success,
    failed,
    aborted: numberIn(body, 'aborted_count'),
    unfinishedEventsToday: numberIn(body, 'installing_count'),
    successRate: rateIn(body, 'success_rate', [success, success + failed], 'success + failed'),
    averageDuration: numberIn(body, 'avg_install_duration') || undefined,
    eventsByApp: countsIn(body, 'top_apps', 'app'),
    eventsByType: countsIn(body, 'type_stats', 'type'),
    eventsByRepoSlug: countsIn(body, 'repo_slugs', 'slug'),
    eventsByTool: countsIn(body, 'top_tools', 'tool'),
    eventsByAddon: countsIn(body, 'top_addons', 'addon'),
    toolEvents: numberIn(body, 'total_tools'),
    addonEvents: numberIn(body, 'total_addons'),
    endsByOs: countsIn(body, 'os_distribution', 'os'),
    endsByMethod: countsIn(body, 'method_stats', 'method'),
    endsByPveVersion: countsIn(body, 'pve_versions', 'version'),
    endsByGpu: listIn(body, 'gpu_stats', (row) => ({
      vendor: textIn(row, 'vendor'),
      passthrough: textIn(row, 'passthrough'),
      count: numberIn(row, 'count'),
    })),
    endsByDay: listIn(body, 'daily_stats', (row) => ({
      date: textIn(row, 'date'),
      success: numberIn(row, 'success'),
      failed: numberIn(row, 'failed'),
    })),
    failuresByCategory: countsIn(body, 'error_categories', 'category'),
    failuresByPattern: listIn(body, 'error_analysis', (row) => ({
      pattern: textIn(row, 'pattern'),
      count: numberIn(row, 'count'),
      apps: numberIn(row, 'unique_apps'),
      someApps: textIn(row, 'apps'),
    })),
    failedApps: listIn(body, 'failed_apps', (row) => {
      const [events, failed] = [numberIn(row, 'total_count'), numberIn(row, 'failed_count')];
      const failureRate = rateIn(row, 'failure_rate', [failed, events], 'events');
      return { app: textIn(row, 'app'), type: textIn(row, 'type'), events, failed, failureRate };
    }),
    recentRecords: listIn(body, 'recent_records', readRecord),
  };
}

export function readScripts(body: JsonObject): Scripts {
  expectIn(body, 'total_installs');
  return {
    scripts: numberIn(body, 'total_scripts'),
    events: numberIn(body, 'total_installs'),
    byApp: listIn(body, 'top_scripts', (row): ScriptEvents => {
      const [success, failed, aborted] = [numberIn(row, 'success'), numberIn(row, 'failed'), numberIn(row, 'aborted')];
      return {
        app: textIn(row, 'app'),
        type: textIn(row, 'type'),
        events: numberIn(row, 'total'),
        success,
        failed,
        aborted,
        successRate: rateIn(row, 'success_rate', [success, success + failed + aborted], 'success + failed + aborted'),
      };
    }),
  };
}

export function readErrors(body: JsonObject): Errors {
  expectIn(body, 'total_errors');
  if (valueIn(body, 'error_timeline') === null) {
    const text = 'The service answered with zeros, because its database is down';
    throw new TelemetryError('unavailable', text, { fate: 'not-sent' });
  }
  const [failures, events] = [numberIn(body, 'total_errors'), numberIn(body, 'total_installs')];
  const shareIn = (row: JsonObject): ServiceRate<'failures'> | undefined =>
    rateIn(row, 'percentage', [numberIn(row, 'count'), failures], 'failures');
  return {
    failures,
    events,
    failureRate: rateIn(body, 'overall_fail_rate', [failures, events], 'events'),
    unfinishedEventsToday: numberIn(body, 'stuck_installing'),
    byExitCode: listIn(body, 'exit_code_stats', (row) => ({
      exitCode: numberIn(row, 'exit_code'),
      count: numberIn(row, 'count'),
      description: textIn(row, 'description'),
      category: textIn(row, 'category'),
      share: shareIn(row),
    })),
    byCategory: listIn(body, 'category_stats', (row) => ({
      category: textIn(row, 'category'),
      count: numberIn(row, 'count'),
      share: shareIn(row),
      someApps: textIn(row, 'top_apps'),
    })),
    byApp: listIn(body, 'app_errors', (row) => {
      const [ends, failed] = [numberIn(row, 'total_count'), numberIn(row, 'failed_count')];
      return {
        app: textIn(row, 'app'),
        type: textIn(row, 'type'),
        ends,
        failed,
        aborted: numberIn(row, 'aborted_count'),
        failureRate: rateIn(row, 'failure_rate', [failed, ends], 'ends'),
        topExitCode: numberIn(row, 'top_exit_code'),
        topError: textIn(row, 'top_error'),
        topCategory: textIn(row, 'top_category'),
      };
    }),
    byDay: listIn(body, 'error_timeline', (row) => ({
      date: textIn(row, 'date'),
      failed: numberIn(row, 'failed'),
      aborted: numberIn(row, 'aborted'),
    })),
    recent: listIn(body, 'recent_errors', readRecentError),
  };
}

export function readRepoSlugs(body: JsonObject): readonly NamedCount[] {
  expectIn(body, 'repo_slugs');
  return countsIn(body, 'repo_slugs', 'slug');
}

export function readExitCodes(body: JsonObject): Readonly<Record<number, string>> {
  expectIn(body, '1');
  const codes = Object.keys(body).filter((code) => /^\d{1,3}$/.test(code));
  return Object.fromEntries(codes.map((code) => [code, textIn(body, code)]));
}

export function readAlerts(body: JsonObject): Alerts {
  expectIn(body, 'enabled');
  return {
    enabled: flagIn(body, 'enabled'),
    history: listIn(body, 'history', (alert) => ({
      at: momentIn(alert, 'timestamp'),
      type: textIn(alert, 'type'),
      message: textIn(alert, 'message'),
      failureRate: valueIn(alert, 'failure_rate') === undefined ? undefined : numberIn(alert, 'failure_rate'),
    })),
  };
}

export function readCleanupStatus(body: JsonObject): CleanupStatus {
  expectIn(body, 'stuck_count');
  return {
    enabled: flagIn(body, 'enabled'),
    stuckEvents: numberIn(body, 'stuck_count'),
    stuckAfterHours: numberIn(body, 'stuck_after_hours'),
    checkInterval: textIn(body, 'check_interval'),
  };
}

export function readRuns(body: JsonObject): Runs {
  expectIn(body, 'runs');
  return {
    runs: numberIn(body, 'runs'),
    success: numberIn(body, 'success'),
    failed: numberIn(body, 'failed'),
    blocked: numberIn(body, 'blocked'),
    aborted: numberIn(body, 'aborted'),
    unfinished: numberIn(body, 'unfinished'),
    answer: body,
  };
}

function readRecentError(row: JsonObject): RecentError {
  // A record without what identifies it.
  const { nsapp, type, status, exit_code, error, error_category, os_type, os_version, created } = readRecord({
    ...row,
    random_id: '-',
  });
  const fields = { nsapp, type, status, exit_code, error, error_category, os_type, os_version, created };
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as unknown as RecentError;
}

function countsIn(object: JsonObject, name: string, label: string): NamedCount[] {
  return listIn(object, name, (row) => ({ name: textIn(row, label), count: numberIn(row, 'count') }));
}

/** Reads a rate, of which the service writes 0 where there is none. */
function rateIn<const Of extends string>(
  object: JsonObject,
  name: string,
  [numerator, denominator]: readonly [number, number],
  of: Of,
): ServiceRate<Of> | undefined {
  const percent = numberIn(object, name);
  return denominator > 0 ? { percent, numerator, denominator, of } : undefined;
}
