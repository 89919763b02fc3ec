// @ts-check
// Runs by Node 26, which has SQLite: reads { file, SQL, another file } from the arguments, prints the rows as JSON. The
// records are the table `runs`, those of the other file `other_runs`.
// @ts-expect-error The types are those of Node 20, which has no SQLite.
import { DatabaseSync } from 'node:sqlite';

const [file = '', sql = '', other] = process.argv.slice(2);
const database = new DatabaseSync(file, { readOnly: true });
database.exec('CREATE TEMP VIEW runs AS SELECT * FROM main._dev_telemetry_data');
if (other) {
  database.prepare('ATTACH ? AS other').run(other);
  database.exec('CREATE TEMP VIEW other_runs AS SELECT * FROM other._dev_telemetry_data');
}
console.log(JSON.stringify(database.prepare(sql).all()));
