import { checkOptions, type Expectations, integer } from '../../option-check.js';

/** Options of {@link sqlite}. */
export interface SqliteOptions {
  /**
   * The file, which is made if it does not exist; beside it lie `-wal` and `-shm`. `:memory:` keeps the records in
   * memory, until the store is closed.
   */
  path: string;
  /**
   * How many days after its first report a record is removed, from 1 to 36,500. Looked at once an hour.
   * @defaultValue never
   */
  retentionDays?: number | undefined;
}

const EXPECTATIONS: Expectations<keyof SqliteOptions> = {
  path: [(value) => typeof value === 'string' && /^[^\0]+$/.test(value), 'expected the path of a file', true],
  retentionDays: /* @__PURE__ */ integer(1, 36_500),
};

/** @throws TelemetryError `invalid-options`, naming every invalid option. */
export function checkSqliteOptions(options: SqliteOptions): SqliteOptions {
  const checked = checkOptions('sqlite', options, EXPECTATIONS);
  return checkOptions('sqlite', { ...checked, path: checked.path }, EXPECTATIONS);
}
