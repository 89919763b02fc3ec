import type { CallOptions } from '../../deadline.js';
import { guarded, type TelemetryError } from '../../errors.js';
import { checkOptions, type Expectation, type Expectations, integer } from '../../option-check.js';
import { getJson, readWithin, refused } from '../http/index.js';
import { invalidQuery } from '../records/check-query.js';
import { type JsonObject, readAnswer } from './answer-values.js';
import { type IngestSourceOptions, resolveIngestSourceOptions } from './ingest-source-options.js';
import {
  readAlerts,
  readCleanupStatus,
  readDashboard,
  readErrors,
  readExitCodes,
  readRepoSlugs,
  readRuns,
  readScripts,
} from './read-statistics.js';
import { LONGEST_DAYS } from './sent-parameters.js';
import type {
  Alerts,
  CleanupStatus,
  Dashboard,
  Errors,
  NamedCount,
  Runs,
  RunsQuery,
  ScriptDetailQuery,
  Scripts,
  ScriptsQuery,
  StatisticsQuery,
} from './statistics.js';

/**
 * What the service counts itself, one request each. Every method rejects with a TelemetryError: `invalid-query` for an
 * invalid query, before anything is sent; `rejected` with status 404 where this service does not have the statistics.
 */
export interface IngestStatistics {
  /** May be up to an hour old. */
  dashboard(query?: StatisticsQuery, call?: CallOptions): Promise<Dashboard>;
  /** May be up to 4 minutes old, and for more than 7 days up to 46 hours. */
  scripts(query?: ScriptsQuery, call?: CallOptions): Promise<Scripts>;
  /**
   * May be as old as `scripts`. While its database is down the service answers with zeros, which is `unavailable` here.
   */
  errors(query?: StatisticsQuery, call?: CallOptions): Promise<Errors>;
  /** How many events each repository has, at most 50. */
  repoSlugs(query?: Pick<StatisticsQuery, 'days' | 'repo'>, call?: CallOptions): Promise<readonly NamedCount[]>;
  /** The service's own explanations, by exit code. `/exit-codes` has those of the scripts. */
  exitCodes(call?: CallOptions): Promise<Readonly<Record<number, string>>>;
  /** The alerts that the service has sent, and how it decides. */
  alerts(call?: CallOptions): Promise<Alerts>;
  /** What the service's own clean-up of unfinished installations does. */
  cleanupStatus(call?: CallOptions): Promise<CleanupStatus>;
  /** Only from the successor of today's service. */
  runs(query?: RunsQuery, call?: CallOptions): Promise<Runs>;
  /**
   * Only from the successor of today's service, as it sends it: no answer of a real server was recorded.
   *
   * @param app - The app's name, exactly.
   */
  scriptDetail(app: string, query?: ScriptDetailQuery, call?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Makes the statistics of the ingest service: its own numbers, by names that say what they count. For numbers of runs
 * by one definition from every source, use the views over {@link ingestRecords}. See the guide *Read from the ingest
 * service*.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 *
 * @example
 * ```ts no-run
 * import { ingestStatistics } from '@community-scripts/telemetry/sources/ingest';
 *
 * const { events, successRate } = await ingestStatistics().dashboard({ days: 7 });
 * if (successRate) console.log(`${events} events, ${successRate.percent.toFixed(1)} % of ${successRate.of}`);
 * ```
 */
export function ingestStatistics(options: IngestSourceOptions = {}): IngestStatistics {
  const resolved = resolveIngestSourceOptions('ingestStatistics', options, {});

  async function read<T>(
    path: string,
    reader: (body: JsonObject) => T,
    query: object | undefined,
    defaults: Readonly<Record<string, string>>,
    call: CallOptions | undefined,
  ): Promise<T> {
    const parameters = new URLSearchParams(queryParameters(query, defaults));
    const url = `${resolved.baseUrl}/api/${path}?${parameters.toString()}`;
    const answer = await readWithin(call, (reading) => getJson(resolved, url, reading));
    if (answer.status === 404) throw refused(answer, ': this service does not have it');
    return readAnswer(answer, reader);
  }

  return {
    dashboard: async (query, call) =>
      read('dashboard', readDashboard, query, { days: '1', repo: 'all', slug: '' }, call),
    async scripts(query, call) {
      const isAll = guarded(() => query?.days) === 'all';
      const given = isAll ? { ...query, days: undefined } : query;
      return read('scripts', readScripts, given, { days: isAll ? '0' : '30', repo: 'all' }, call);
    },
    errors: async (query, call) => read('errors', readErrors, query, { days: '7', repo: 'all', slug: '' }, call),
    repoSlugs: async (query, call) => read('repo-slugs', readRepoSlugs, query, { days: '30', repo: 'all' }, call),
    exitCodes: async (call) => read('exit-codes', readExitCodes, {}, {}, call),
    alerts: async (call) => read('alerts', readAlerts, {}, {}, call),
    cleanupStatus: async (call) => read('cleanup/status', readCleanupStatus, {}, {}, call),
    runs: async (query, call) =>
      read('new', readRuns, query, { days: '7', repo: 'all', slug: '', platform: '', ctype: '' }, call),
    scriptDetail: async (app, query, call) =>
      read(
        'script-detail',
        (body) => body,
        { ...query, app },
        { app: '', days: '30', repo: 'all', platform: '' },
        call,
      ),
  };
}

const aWord: Expectation = [
  // The service takes an empty text as left out, and removes blanks around some.
  (value) => typeof value === 'string' && value !== '' && value === value.trim(),
  'expected a text without blanks around it',
];

const EXPECTATIONS: Expectations = {
  days: /* @__PURE__ */ integer(1, LONGEST_DAYS),
  repo: aWord,
  slug: aWord,
  platform: aWord,
  ctype: aWord,
  // `undefined` is not left out.
  app: [aWord[0], aWord[1], true],
};

/** Fills in the defaults, and leaves out what is empty. @throws TelemetryError `invalid-query` */
function queryParameters(query: object = {}, defaults: Readonly<Record<string, string>>): Record<string, string> {
  const known = Object.entries(EXPECTATIONS).filter(([name]) => Object.hasOwn(defaults, name));
  try {
    const given = checkOptions('statistics', query, Object.fromEntries(known) as Expectations);
    const all = Object.entries<unknown>({ ...defaults, ...given }).map(
      ([name, value]) => [name, String(value)] as const,
    );
    return Object.fromEntries(all.filter(([, text]) => text !== ''));
  } catch (thrown) {
    throw invalidQuery((thrown as TelemetryError).fields as Record<string, string>);
  }
}
