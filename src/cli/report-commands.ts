import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import type { GivenStatus } from '../statuses.js';
import { exitCodeOf } from '../records/end.js';
import { failureText } from '../host/errinfo/failure-text.js';
import type { Asked } from './parse-command-line.js';
import { addHostFacts } from './add-host-facts.js';
import { clientFor } from './client.js';
import { readNamedRecord, readRecord } from './read-record.js';
import { serverFor } from './server.js';
import { isDebugging } from '../host/debug-events.js';
import { unclearArguments } from './check-end.js';
import { complain, print, tell } from './output.js';
import { asRefused, inColour } from './outcome-text.js';

/** What is left for the two reports that make good a lost one. */
const LATE = { deadlineMs: 2_000 };

/** Reports that an installation begins. */
export async function create(asked: Asked): Promise<number> {
  const server = serverFor(asked);
  const { record, problems } = await readNamedRecord(asked, server);
  const { telemetry, refused } = await clientFor(asked, server);
  const outcome = await telemetry.create(await addHostFacts(record, server));
  // Who has no id gets to know the one that was made.
  if (record.random_id === undefined && asked.values.json !== true) await print(outcome.random_id);
  return report(asked, asRefused(outcome, refused), { problems });
}

/** Reports how it ended. */
export async function update(asked: Asked): Promise<number> {
  const server = serverFor(asked);
  // Told everything again, since the process that created is gone.
  const isToldAll = server.kind === 'service';
  const { record, record_id, problems } = await (isToldAll ? readNamedRecord(asked, server) : readRecord(asked));
  const [status, exit_code] = asked.given;
  const problem = unclearArguments(status, exit_code);
  if (problem !== undefined) await complain(problem);
  const { errinfo } = asked.values;
  const error = errinfo === undefined ? undefined : await failureText(errinfo, exitCodeOf({ status, exit_code }));
  const { random_id = '' } = record;
  const { telemetry, refused } = await clientFor(asked, server);
  const known = isToldAll ? await addHostFacts(record, server) : undefined;
  const end = { random_id, record_id, status: status as GivenStatus | undefined, exit_code, error, record: known };
  let outcome = await telemetry.update(end);
  if (outcome.outcome === 'skipped' && outcome.reason === 'not-found' && record.nsapp !== '') {
    // Its create was lost, in a process that is gone; the environment still knows what it was.
    await telemetry.create(await addHostFacts(record, server), LATE);
    outcome = await telemetry.update(end, LATE);
  }
  return report(asked, asRefused(outcome, refused), { problems });
}

/** Ends with 0, whatever the outcome: it is no reason to stop a script. */
async function report(asked: Asked, outcome: CreateOutcome | UpdateOutcome, more: object): Promise<number> {
  if (asked.values.json === true) await print(JSON.stringify({ ...outcome, ...more }));
  else if (!isDebugging()) await tell(`telemetry: ${inColour(outcome)}`);
  return 0;
}
