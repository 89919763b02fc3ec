import type { ReadCall } from '../../../sources/http/read-call.js';
import type { RecordStatus } from '../../../sources/records/stored-record.js';
import { momentOf } from '../../columns.js';
import { addReport, beginRun, type Run } from '../../merge-report.js';
import type { ProgressStep } from '../../report.js';
import { chunksOf } from './bound-values.js';
import type { Database } from '../database.js';
import { daysOf, readKeyStates } from '../writing/key-states.js';

const SELECT = `
  SELECT r.key AS key, toString(r.status) AS status, toUnixTimestamp64Milli(r.at) AS ms
  FROM reports AS r WHERE r.day IN {days:Array(Date)} AND r.key IN {keys:Array(String)}
  ORDER BY r.position LIMIT 1 BY r.sequence`;

interface Row {
  readonly key: string;
  readonly status: RecordStatus;
  readonly ms: number;
}

/** Reads the steps of these runs, by key, the oldest first. */
export async function readSteps(
  database: Database,
  keys: readonly string[],
  call: ReadCall,
): Promise<Map<string, ProgressStep[]>> {
  const runs = new Map<string, Run>();
  const states = await readKeyStates(database, new Set(keys), call);
  const days = daysOf(states);
  for (const some of chunksOf([...states.keys()]))
    for await (const rows of database.stream<Row>(SELECT, { keys: some, days }, call))
      for (const { key, status, ms } of rows) {
        const run = runs.get(key);
        const report = { random_id: key, nsapp: key, status };
        runs.set(key, run ? addReport(run, report, ms).run : beginRun(report, ms));
      }
  return new Map(
    [...runs].map(([key, { steps }]) => [key, steps.map(([status, ms]) => ({ status, at: momentOf(ms) }))]),
  );
}
