import type { StoredRecord } from '../records/stored-record.js';

/**
 * A rate that the service computed. Its endpoints use different denominators, so rates of two of them cannot be
 * compared.
 */
export interface ServiceRate<Of extends string> {
  /** 0 to 100, not rounded. */
  readonly percent: number;
  readonly numerator: number;
  /** From 1: where it would be 0, there is no rate, and not 0 %. */
  readonly denominator: number;
  /** What the denominator counts. `events` are stored rows of every status, several for each run. */
  readonly of: Of;
}

/** A name and how often it was counted. Lists are ordered by count; the order of equal counts is not defined. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Which rows `dashboard` and `errors` count. */
export interface StatisticsQuery {
  /**
   * The number of days, from 1 to 365, which begin at midnight UTC: 1 is today. @defaultValue `1` for `dashboard`, `7`
   * for `errors` and `runs`, `30` for the others
   */
  readonly days?: number | undefined;
  /** `ProxmoxVE` (with rows that name none), `ProxmoxVED`, `external`, or `all`. @defaultValue `'all'` */
  readonly repo?: string | undefined;
  /** A repository as `owner/repo`, exactly. @defaultValue any */
  readonly slug?: string | undefined;
}

/** Which rows `scripts` counts. */
export interface ScriptsQuery extends Pick<StatisticsQuery, 'repo'> {
  /** As for the other statistics, or `all`. @defaultValue `30` */
  readonly days?: number | 'all' | undefined;
}

/** Which runs the successor's `/api/new` counts. */
export interface RunsQuery extends StatisticsQuery {
  readonly platform?: 'pve' | 'incus' | undefined;
  readonly ctype?: 'lxc' | 'vm' | 'addon' | 'pve' | undefined;
}

/** Which runs the successor's `/api/script-detail` shows. */
export interface ScriptDetailQuery extends Pick<StatisticsQuery, 'days' | 'repo'> {
  readonly platform?: 'pve' | 'incus' | undefined;
}

/**
 * `/api/dashboard`. It counts events, which are stored rows. An execution leaves several: one for each step that was
 * reported, and usually one end.
 */
export interface Dashboard {
  /** `total_installs`: rows of every status. */
  readonly events: number;
  /** `total_all_time`: of all days and repositories, whatever was asked for. */
  readonly eventsOfAllTime: number;
  readonly success: number;
  readonly failed: number;
  readonly aborted: number;
  /** `installing_count`: rows of executions without an end, of today, whatever `days` was asked for. */
  readonly unfinishedEventsToday: number;
  /** `undefined` if there was no such end. */
  readonly successRate: ServiceRate<'success + failed'> | undefined;
  /** Of ends that tell a duration, in seconds; `undefined` if none does. */
  readonly averageDuration: number | undefined;
  /** At most 20. */
  readonly eventsByApp: readonly NamedCount[];
  readonly eventsByType: readonly NamedCount[];
  /** At most 20. */
  readonly eventsByRepoSlug: readonly NamedCount[];
  /** Of the type `pve`, at most 15. */
  readonly eventsByTool: readonly NamedCount[];
  /** Of the type `addon`, at most 15. */
  readonly eventsByAddon: readonly NamedCount[];
  /** The sum of {@link eventsByTool}, not of all. */
  readonly toolEvents: number;
  /** The sum of {@link eventsByAddon}, not of all. */
  readonly addonEvents: number;
  /** At most 15. */
  readonly endsByOs: readonly NamedCount[];
  /** At most 10. */
  readonly endsByMethod: readonly NamedCount[];
  /** At most 15. */
  readonly endsByPveVersion: readonly NamedCount[];
  readonly endsByGpu: readonly { readonly vendor: string; readonly passthrough: string; readonly count: number }[];
  /** Every day, the oldest first; `date` as `2026-11-21`. */
  readonly endsByDay: readonly { readonly date: string; readonly success: number; readonly failed: number }[];
  readonly failuresByCategory: readonly NamedCount[];
  /** By a word in the error text, or by its beginning; at most 15. */
  readonly failuresByPattern: readonly {
    readonly pattern: string;
    readonly count: number;
    /** How many apps. */
    readonly apps: number;
    /** Any five of them, as one text. */
    readonly someApps: string;
  }[];
  /** Apps with at least 5 events (15 for 7 days, 40 for 30, 100 for more), at most 16; not ordered by rate as a whole. */
  readonly failedApps: readonly {
    readonly app: string;
    readonly type: string;
    readonly events: number;
    readonly failed: number;
    readonly failureRate: ServiceRate<'events'> | undefined;
  }[];
  /** The latest 20. A failure that `ingestRecords` reads as aborted is `failed` here. */
  readonly recentRecords: readonly StoredRecord[];
}

/** An app of {@link Scripts}. */
export interface ScriptEvents {
  readonly app: string;
  /** Any of the app's types. */
  readonly type: string;
  readonly events: number;
  readonly success: number;
  readonly failed: number;
  readonly aborted: number;
  /** `undefined` if there was no such end. */
  readonly successRate: ServiceRate<'success + failed + aborted'> | undefined;
}

/** `/api/scripts`. It counts events. */
export interface Scripts {
  /** The number of apps. */
  readonly scripts: number;
  readonly events: number;
  readonly byApp: readonly ScriptEvents[];
}

/** `/api/errors`. Failures are ends with the status failed, without those of the category `user_aborted`. */
export interface Errors {
  /** `total_errors`: failures with an exit code other than 0. */
  readonly failures: number;
  /** `total_installs`: rows of every status. */
  readonly events: number;
  /** `overall_fail_rate`: of the rows, so that a run of six rows that failed is 17 %. */
  readonly failureRate: ServiceRate<'events'> | undefined;
  /** `stuck_installing`: rows of executions without an end, of today, whatever `days` was asked for. */
  readonly unfinishedEventsToday: number;
  /** At most 30. `category` by the service's own table. */
  readonly byExitCode: readonly {
    readonly exitCode: number;
    readonly count: number;
    readonly description: string;
    readonly category: string;
    readonly share: ServiceRate<'failures'> | undefined;
  }[];
  /** By the stored category. The shares may add up to more than 100 %: failures with exit code 0 are counted too. */
  readonly byCategory: readonly {
    readonly category: string;
    readonly count: number;
    readonly share: ServiceRate<'failures'> | undefined;
    /** Any five of the apps, as one text. */
    readonly someApps: string;
  }[];
  /** At most 50. Type, error and category are those of any of the rows. */
  readonly byApp: readonly {
    readonly app: string;
    readonly type: string;
    /** Of every final status, unknown too. */
    readonly ends: number;
    readonly failed: number;
    /** Without those of the category `user_aborted`. */
    readonly aborted: number;
    readonly failureRate: ServiceRate<'ends'> | undefined;
    readonly topExitCode: number;
    readonly topError: string;
    readonly topCategory: string;
  }[];
  /** Every day, the oldest first; `date` as `2026-11-21`. Today's service does not count aborted ones. */
  readonly byDay: readonly { readonly date: string; readonly failed: number; readonly aborted: number }[];
  /** The latest 100, with the fields that are set. Error texts are public. */
  readonly recent: readonly RecentError[];
}

/** An end of {@link Errors}. It does not tell its execution. */
export type RecentError = Pick<StoredRecord, 'nsapp' | 'status' | 'created'> &
  Partial<Pick<StoredRecord, 'type' | 'exit_code' | 'error' | 'error_category' | 'os_type' | 'os_version'>>;

/** `/api/alerts`. */
export interface Alerts {
  readonly enabled: boolean;
  readonly history: readonly {
    readonly at: string;
    readonly type: string;
    readonly message: string;
    /** In percent, as the service computed it; `undefined` for another type of alert. */
    readonly failureRate: number | undefined;
  }[];
}

/** `/api/cleanup/status`: the job that ends executions which do not end themselves. */
export interface CleanupStatus {
  readonly enabled: boolean;
  /** Rows without an end that are older than {@link stuckAfterHours}: of all days and repositories. */
  readonly stuckEvents: number;
  readonly stuckAfterHours: number;
  /** Such as `1h0m0s`. */
  readonly checkInterval: string;
}

/**
 * `/api/new` of the successor. It counts runs, and knows those that the host refused (`blocked`). These names are of
 * its documentation; no answer of a real server was recorded. {@link answer} has whatever else it sends.
 */
export interface Runs {
  readonly runs: number;
  readonly success: number;
  readonly failed: number;
  readonly blocked: number;
  readonly aborted: number;
  readonly unfinished: number;
  /** The whole answer. */
  readonly answer: Readonly<Record<string, unknown>>;
}
