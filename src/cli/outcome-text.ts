import type { TelemetryError, TelemetryErrorCode } from '../errors.js';
import type { CreateOutcome, SkipReason, UpdateOutcome } from '../outcomes.js';
import { complain, tell } from './output.js';
import { type Server, serverInWords } from './server.js';

const SKIPPED: Readonly<Record<SkipReason | 'already-updated' | 'not-found', string>> = {
  'no-consent': 'not sent: no consent; telemetry doctor shows why',
  'no-random-id': 'not sent: RANDOM_UUID is missing, empty or not an id',
  dropped: 'not sent',
  unsupported: 'not sent: this server does not support it',
  'already-updated': 'already reported',
  'not-found': 'not stored: the server has no such installation',
};

/** Refused here, or by the server, as where the path of its URL is wrong. */
const REFUSED: readonly TelemetryErrorCode[] = ['invalid-record', 'rejected', 'unexpected-answer'];

/** Whether the report failed because of what its caller gave, which does not pass by itself. */
export function isRefused(outcome: CreateOutcome | UpdateOutcome): boolean {
  if (outcome.outcome === 'failed') return REFUSED.includes(outcome.error.code);
  return outcome.outcome === 'skipped' && outcome.reason === 'no-random-id';
}

/** Says an outcome to a person. Scripts see it only if the report was refused. */
export async function sayOutcome(outcome: CreateOutcome | UpdateOutcome, server: Server): Promise<void> {
  const text = inWords(outcome, server);
  if (isRefused(outcome)) return complain(text, 'bad');
  await tell(text, outcome.outcome === 'skipped' ? undefined : outcome.outcome === 'failed' ? 'bad' : 'good');
}

function inWords(outcome: CreateOutcome | UpdateOutcome, server: Server): string {
  switch (outcome.outcome) {
    case 'created':
    case 'updated':
      return `reported to ${serverInWords(server)}`;
    case 'existing':
      return 'already reported';
    case 'accepted':
      return `accepted by ${serverInWords(server)}, not stored yet`;
    case 'skipped':
      return SKIPPED[outcome.reason];
    case 'failed':
      return `not reported: ${inOneClause(outcome.error, server)}`;
  }
}

/** A time limit names no server, because the call ended while it waited. */
function inOneClause({ code, message }: TelemetryError, server: Server): string {
  return code === 'timed-out' ? `${message} from ${serverInWords(server)}` : message;
}

/** The outcome of a report that was not sent because the server's URL is invalid. */
export function asRefused<Outcome extends CreateOutcome | UpdateOutcome>(
  outcome: Outcome,
  error: TelemetryError | undefined,
): Outcome | { random_id: string; outcome: 'failed'; error: TelemetryError } {
  return error === undefined ? outcome : { random_id: outcome.random_id, outcome: 'failed', error };
}
