import { FIELDS } from '../../records/fields.js';
import { isFinalStatus } from '../../statuses.js';
import type { Report } from '../../stores/report.js';
import { isUpTo, problemOf } from './check-event.js';
import { readEvent } from './read-event.js';
import type { GivenEvent } from './given-event.js';
import { reclassify } from './reclassify.js';
import { spellEvent, type SpelledEvent } from './spell-event.js';

/** An event as a report, or why it is refused. */
export type ReadReport = { readonly report: Report } | { readonly refused: string };

/** Makes a report of an event, by the service's rules. */
export function toReport(given: GivenEvent): ReadReport {
  const event = readEvent(given);
  const problem = problemOf(event);
  if (problem !== undefined) return { refused: problem };
  const spelled = spellEvent(event);
  return { report: withoutUnset({ ...spelled, ...reclassify(spelled) }) };
}

/**
 * Leaves out what is not set. A text that is empty is not, nor is 0, except as the type of a container and as the exit
 * code of an end; clients send both for what they do not know.
 */
function withoutUnset(event: SpelledEvent): Report {
  const { status, ct_type, failed_line } = event;
  const isSet = ([name, value]: [string, unknown]): boolean => {
    if (name === 'ct_type') return ct_type !== undefined && isUpTo(Number.MAX_SAFE_INTEGER, ct_type);
    if (name === 'failed_line') return Boolean(failed_line) && isUpTo(FIELDS.failed_line[1], failed_line);
    return Boolean(value) || (name === 'exit_code' && value === 0 && isFinalStatus(status));
  };
  return Object.fromEntries(Object.entries(event).filter(isSet)) as Report;
}
