import type { CreateOutcome, UpdateOutcome } from '../../outcomes.js';
import { failureText } from '../errinfo/failure-text.js';
import type { Asked } from './command-line.js';
import { clientFor, creationFor, onThisHost, readingFor } from './reporting.js';
import { print, tell } from './streams.js';
import { asRefused, inColour, toJson } from './what-became-of-it.js';

/** What is left for the two reports that make good a lost one. */
const LATE = { deadlineMs: 2_000 };

/** Reports that an installation begins. */
export async function create(asked: Asked): Promise<number> {
  const { record, problems } = await creationFor(asked);
  const { telemetry, refused } = await clientFor(asked);
  const outcome = await telemetry.create(await onThisHost(record));
  // Who has no id gets to know the one that was made.
  if (record.random_id === undefined && asked.values.json !== true) await print(outcome.random_id);
  return report(asked, asRefused(outcome, refused), { problems });
}

/** Reports how it ended. */
export async function update(asked: Asked): Promise<number> {
  const { record, record_id, problems } = await readingFor(asked);
  const [status, exit_code] = asked.given;
  const { errinfo } = asked.values;
  const error = errinfo === undefined ? undefined : await failureText(errinfo, exit_code);
  const { random_id = '' } = record;
  const { telemetry, refused } = await clientFor(asked);
  const end = { random_id, record_id, status, exit_code, error };
  let outcome = await telemetry.update(end);
  if (outcome.outcome === 'skipped' && outcome.reason === 'not-found' && record.nsapp !== '') {
    // Its create was lost, in a process that is gone; the environment still knows what it was.
    await telemetry.create(await onThisHost(record), LATE);
    outcome = await telemetry.update(end, LATE);
  }
  return report(asked, asRefused(outcome, refused), { problems });
}

/** Whatever became of it is no reason to stop a script. */
async function report(asked: Asked, outcome: CreateOutcome | UpdateOutcome, more: object): Promise<number> {
  if (asked.values.json === true) await print(JSON.stringify({ ...toJson(outcome), ...more }));
  else await tell(`telemetry: ${inColour(outcome)}`);
  return 0;
}
