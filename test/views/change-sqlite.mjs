// @ts-check
// Runs by Node 26, which has SQLite: reads { file, SQL } from the arguments and runs all statements.
// @ts-expect-error The types are those of Node 20, which has no SQLite.
import { DatabaseSync } from 'node:sqlite';

const [file = '', sql = ''] = process.argv.slice(2);
const database = new DatabaseSync(file, { timeout: 30_000 });
database.exec(sql);
database.close();
