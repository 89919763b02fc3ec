import type { CreateOutcome, UpdateOutcome } from '../../outcomes.js';
import { failureText } from '../errinfo/failure-text.js';
import type { Asked } from './command-line.js';
import { clientFor, onThisHost, readingFor } from './reporting.js';
import { coloured, print, tell } from './streams.js';
import { inWords, isGood, toJson } from './what-became-of-it.js';

/** Reports that an installation begins. */
export async function create(asked: Asked): Promise<number> {
  const { record, problems } = await readingFor(asked);
  const outcome = await (await clientFor(asked)).create(await onThisHost(record));
  return report(asked, outcome, { problems });
}

/** Reports how it ended. */
export async function update(asked: Asked): Promise<number> {
  const { record, record_id, problems } = await readingFor(asked);
  const [status, exit_code] = asked.given;
  const { errinfo } = asked.values;
  const error = errinfo === undefined ? undefined : await failureText(errinfo, exit_code);
  const { random_id = '' } = record;
  const outcome = await (await clientFor(asked)).update({ random_id, record_id, status, exit_code, error });
  return report(asked, outcome, { problems });
}

/** Whatever became of it is no reason to stop a script. */
async function report(asked: Asked, outcome: CreateOutcome | UpdateOutcome, more: object): Promise<number> {
  if (asked.values.json === true) await print(JSON.stringify({ ...toJson(outcome), ...more }));
  else await tell(`telemetry: ${coloured(inWords(outcome), isGood(outcome))}`);
  return 0;
}
