// @ts-check
// Runs by Node 26, which has SQLite: reads { file, sql } from the arguments, prints the rows as JSON.
// @ts-expect-error The types are those of Node 20, which has no SQLite.
import { DatabaseSync } from 'node:sqlite';

const [file = '', sql = ''] = process.argv.slice(2);
const database = new DatabaseSync(file, { readOnly: true });
console.log(JSON.stringify(database.prepare(sql).all()));
