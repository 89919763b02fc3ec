import type { CreateOutcome, SkipReason, UpdateOutcome } from '../../outcomes.js';

const SKIPPED: Readonly<Record<SkipReason | 'already-updated' | 'not-found', string>> = {
  'no-consent': 'not sent, since nobody said yes',
  'no-random-id': 'not sent, since RANDOM_UUID is empty or no id',
  dropped: 'not sent',
  unsupported: 'not sent, since this server does not take it',
  'already-updated': 'reported before',
  'not-found': 'not stored, since the server has no such installation',
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

/** Whether that is as it should be. */
export function isGood({ outcome }: CreateOutcome | UpdateOutcome): boolean {
  return outcome !== 'failed' && outcome !== 'skipped';
}

/** An outcome as JSON takes it. */
export function toJson(outcome: CreateOutcome | UpdateOutcome): object {
  if (outcome.outcome !== 'failed') return outcome;
  const { code, message, fate, status, fields } = outcome.error;
  return { ...outcome, error: { code, message, fate, status, fields } };
}
