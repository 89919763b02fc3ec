import { guarded, TelemetryError } from '../../errors.js';
import type { ClickHouseOptions } from '../../stores/clickhouse/index.js';

/** The variable of the password, which then is not seen in the list of processes. */
const PASSWORD_VARIABLE = 'TELEMETRY_CLICKHOUSE_PASSWORD';
const EXPECTED = 'expected clickhouse://user@host:8123/database, or clickhouse+https:// and optionally ?cluster=name';

/**
 * The scheme of a URL in `--store`; `undefined` for the path of a file. Also of a URL that lacks slashes, because it may
 * have a password, which the path of a file is printed with. One letter is a drive.
 */
export function schemeOf(store: string): string | undefined {
  return /^([a-z][a-z\d+.-]+):/i.exec(store)?.[1]?.toLowerCase();
}

/**
 * Reads `clickhouse://user:password@host:8123/database?cluster=name`.
 *
 * @throws TelemetryError `invalid-options`, without a part of the URL, because it may have a password.
 */
export function clickHouseOptions(store: string, environment: NodeJS.ProcessEnv): ClickHouseOptions {
  const url = guarded(() => new URL(store));
  const decoded = url && guarded(() => [url.username, url.password].map(decodeURIComponent));
  const database = /^\/?([^/]*)$/.exec(url?.pathname ?? '//')?.[1];
  const unknown = [...(url?.searchParams.keys() ?? [])].filter((name) => name !== 'cluster');
  if (!url?.hostname || !decoded || database === undefined || url.hash !== '' || unknown.length > 0)
    throw new TelemetryError('invalid-options', `--store: ${EXPECTED}`);
  const isSecure = url.protocol === 'clickhouse+https:';
  const [username, password = ''] = decoded;
  return {
    url: `${isSecure ? 'https' : 'http'}://${url.hostname}:${url.port || (isSecure ? '8443' : '8123')}`,
    database: database || undefined,
    username: username || undefined,
    password: password || environment[PASSWORD_VARIABLE] || undefined,
    cluster: url.searchParams.get('cluster') ?? undefined,
  };
}

/** What is printed of `--store`: a URL without user and password. */
export function printableStore(store: string): string {
  const scheme = schemeOf(store);
  if (scheme === undefined) return store;
  const url = guarded(() => new URL(store));
  return url?.host ? `${scheme}://${url.host}${url.pathname}${url.search}` : `${scheme}://`;
}
