import type { TelemetryError } from '../errors.js';
import type { CreateOutcome, SkipReason, UpdateOutcome } from '../outcomes.js';
import { coloured } from './output.js';

const SKIPPED: Readonly<Record<SkipReason | 'already-updated' | 'not-found', string>> = {
  'no-consent': 'not sent: no consent; telemetry doctor shows why',
  'no-random-id': 'not sent: RANDOM_UUID is missing, empty or not an id',
  dropped: 'not sent',
  unsupported: 'not sent: this server does not support it',
  'already-updated': 'already reported',
  'not-found': 'not stored: the server has no such installation',
};

/** Describes an outcome for a person. */
export function inWords(outcome: CreateOutcome | UpdateOutcome): string {
  switch (outcome.outcome) {
    case 'created':
    case 'updated':
      return 'reported';
    case 'existing':
      return 'already reported';
    case 'accepted':
      return 'accepted, not stored yet';
    case 'skipped':
      return SKIPPED[outcome.reason];
    case 'failed':
      return `not reported: ${outcome.error.message}`;
  }
}

/** {@link inWords} with a colour, so that a failure stands out. */
export function inColour(outcome: CreateOutcome | UpdateOutcome): string {
  if (outcome.outcome === 'skipped') return inWords(outcome);
  return coloured(inWords(outcome), outcome.outcome !== 'failed');
}

/** The outcome of a report that was not sent because the server's URL is invalid. */
export function asRefused<Outcome extends CreateOutcome | UpdateOutcome>(
  outcome: Outcome,
  error: TelemetryError | undefined,
): Outcome | { random_id: string; outcome: 'failed'; error: TelemetryError } {
  return error === undefined ? outcome : { random_id: outcome.random_id, outcome: 'failed', error };
}
