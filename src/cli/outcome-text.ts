import type { TelemetryError } from '../errors.js';
import type { CreateOutcome, SkipReason, UpdateOutcome } from '../outcomes.js';
import { coloured } from './output.js';

const SKIPPED: Readonly<Record<SkipReason | 'already-updated' | 'not-found', string>> = {
  'no-consent': 'not sent: no consent; telemetry doctor says why',
  'no-random-id': 'not sent: RANDOM_UUID is missing, empty or not an id',
  dropped: 'not sent',
  unsupported: 'not sent: this server does not take it',
  'already-updated': 'reported before',
  'not-found': 'not stored: the server has no such installation',
};

/** An outcome in words, for a person. */
export function inWords(outcome: CreateOutcome | UpdateOutcome): string {
  switch (outcome.outcome) {
    case 'created':
    case 'updated':
      return 'reported';
    case 'existing':
      return 'reported before';
    case 'accepted':
      return 'on its way';
    case 'skipped':
      return SKIPPED[outcome.reason];
    case 'failed':
      return `not reported: ${outcome.error.message}`;
  }
}

/** As {@link inWords}; a failure stands out. */
export function inColour(outcome: CreateOutcome | UpdateOutcome): string {
  if (outcome.outcome === 'skipped') return inWords(outcome);
  return coloured(inWords(outcome), outcome.outcome !== 'failed');
}

/** The outcome of a report that could not be made, since the server's URL is invalid. */
export function asRefused<Outcome extends CreateOutcome | UpdateOutcome>(
  outcome: Outcome,
  error: TelemetryError | undefined,
): Outcome | { random_id: string; outcome: 'failed'; error: TelemetryError } {
  return error === undefined ? outcome : { random_id: outcome.random_id, outcome: 'failed', error };
}
