import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import type { GivenStatus } from '../statuses.js';
import { exitCodeOf } from '../records/end.js';
import { failureText } from '../host/errinfo/failure-text.js';
import type { Asked } from './parse-command-line.js';
import { addHostFacts } from './add-host-facts.js';
import { clientFor } from './client.js';
import { newRandomId } from './new-random-id.js';
import { readNamedRecord, readRecord } from './read-record.js';
import { type Server, serverFor } from './server.js';
import { isDebugging } from '../host/debug-events.js';
import { unclearArguments } from './check-end.js';
import { complain, print } from './output.js';
import { asRefused, sayOutcome } from './outcome-text.js';

/** Time limit of each of the two reports that replace a lost create, in milliseconds. */
const LATE = { deadlineMs: 2_000 };

/** Reports that an installation starts. */
export async function create(asked: Asked): Promise<number> {
  const server = serverFor(asked);
  const { record, problems } = await readNamedRecord(asked, server);
  const { telemetry, refused } = await clientFor(asked, server);
  const { random_id = newRandomId() } = record;
  const outcome = await telemetry.create(await addHostFacts({ ...record, random_id }, server));
  // Prints the id if it was made here.
  if (record.random_id === undefined && asked.values.json !== true) await print(outcome.random_id);
  return report(asked, server, asRefused(outcome, refused), { problems });
}

/** Reports how an installation ended. */
export async function update(asked: Asked): Promise<number> {
  const server = serverFor(asked);
  // The service needs every value again, and the process that ran `create` is gone.
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
    // The create of an earlier process was lost; the environment still describes the installation.
    await telemetry.create(await addHostFacts(record, server), LATE);
    outcome = await telemetry.update(end, LATE);
  }
  return report(asked, server, asRefused(outcome, refused), { problems });
}

/** Prints the outcome. The exit code is always 0, because a failed report must not stop a script. */
async function report(
  asked: Asked,
  server: Server,
  outcome: CreateOutcome | UpdateOutcome,
  more: object,
): Promise<number> {
  if (asked.values.json === true) await print(JSON.stringify({ ...outcome, ...more }));
  else if (!isDebugging()) await sayOutcome(outcome, server);
  return 0;
}
