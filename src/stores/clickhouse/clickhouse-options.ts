import { checkOptions, type Expectations, integer } from '../../option-check.js';

/** Options of {@link clickhouse}. */
export interface ClickHouseOptions {
  /** Root URL of the server's HTTP interface, such as `https://clickhouse.example:8443`, without credentials. */
  url: string;
  /** The database, which is made if it does not exist: letters, digits and `_`. @defaultValue `telemetry` */
  database?: string | undefined;
  /** @defaultValue `default` */
  username?: string | undefined;
  /** @defaultValue an empty one */
  password?: string | undefined;
  /**
   * How many days after its first report a record is removed, from 1 to 36,500: up to two days late, never early. The
   * last process that opens the store with this option decides. @defaultValue as it was, at first never
   */
  retentionDays?: number | undefined;
  /**
   * The name of a cluster in the server's configuration: letters, digits and `_`. The tables are then replicated, and
   * spread over its shards. For a database that has tables it must be what it was. @defaultValue one server
   */
  cluster?: string | undefined;
}

/** Checked options, with all defaults. */
export type CheckedOptions = Readonly<
  Record<'url' | 'database' | 'username' | 'password', string> & Pick<ClickHouseOptions, 'retentionDays' | 'cluster'>
>;

/** It stands in statements, where a value cannot. */
const NAME = /^[A-Za-z_]\w{0,63}$/;
const isName = (value: unknown): boolean => typeof value === 'string' && NAME.test(value);
const isText = (value: unknown): boolean => typeof value === 'string';

const EXPECTATIONS: Expectations<keyof ClickHouseOptions> = {
  url: [isRootUrl, 'expected an http or https URL without credentials, query and fragment', true],
  database: [isName, 'expected up to 64 letters, digits and _, not beginning with a digit'],
  username: [isText, 'expected a text'],
  password: [isText, 'expected a text'],
  retentionDays: /* @__PURE__ */ integer(1, 36_500),
  cluster: [isName, 'expected up to 64 letters, digits and _, not beginning with a digit'],
};

/** @throws TelemetryError `invalid-options`, naming every invalid option. */
export function checkClickHouseOptions(options: ClickHouseOptions): CheckedOptions {
  const given = checkOptions('clickhouse', options, EXPECTATIONS);
  const checked = checkOptions('clickhouse', { ...given, url: given.url }, EXPECTATIONS);
  const { url, database = 'telemetry', username = 'default', password = '', retentionDays, cluster } = checked;
  return { url, database, username, password, retentionDays, cluster };
}

function isRootUrl(value: unknown): boolean {
  const { protocol, username, password, search, hash } = new URL(value as string);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
