import type { TelemetryError } from './errors.js';
import type { TelemetryEvent } from './events.js';
import type { CreateOutcome, SkipReason, UpdateOutcome } from './outcomes.js';
import { unclearEndInWords } from './unclear-end-text.js';

/** Why a report was skipped, and what may be wrong. */
const SKIPPED: Readonly<Record<SkipReason | 'already-updated' | 'not-found', string>> = {
  'no-consent': "no explicit yes: consent is missing or not 'yes', or its function did not return 'yes'",
  'no-random-id': 'random_id is empty',
  dropped: 'beforeSend dropped it, or failed',
  unsupported: 'this backend does not support it',
  'already-updated': 'an end is delivered already',
  'not-found': 'the server has no record of this random_id. Was it created there, or was its create refused?',
};

/** Formats an event as one line: report, decision and duration. */
export function eventLine(event: TelemetryEvent): string {
  const operation = event.type === 'unclear-end' ? 'update' : event.operation;
  const line = `telemetry: ${operation} ${event.random_id || 'without random_id'}: ${decisionOf(event)}`;
  // Ids and messages come from callers and backends; the line must stay one line.
  return line.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').slice(0, LONGEST_LINE);
}

const LONGEST_LINE = 1_000;

function decisionOf(event: TelemetryEvent): string {
  switch (event.type) {
    case 'attempt': {
      const { attempt, url, error, durationMs } = event;
      const server = url === undefined || error?.message.includes(url) ? '' : ` to ${url}`;
      return `attempt ${attempt}${server} ${error ? `failed, ${inWords(error)}` : 'was answered'} ${took(durationMs)}`;
    }
    case 'retry': {
      const { attempt, delayMs, error } = event;
      return `attempt ${attempt} follows in ${Math.round(delayMs)} ms, since ${error?.code ?? 'no record was found'}`;
    }
    case 'unclear-end':
      return unclearEndInWords(event.why, event.given, event.takenAs);
    case 'outcome':
      return `${outcomeInWords(event.outcome)} ${took(event.durationMs)}`;
  }
}

function outcomeInWords(outcome: CreateOutcome | UpdateOutcome): string {
  switch (outcome.outcome) {
    case 'created':
    case 'existing':
      return `${outcome.outcome}${recordIn(outcome)}`;
    case 'updated': {
      const { status, exit_code, late } = outcome;
      return `updated to ${status} with exit code ${exit_code}${recordIn(outcome)}${late ? ', created late' : ''}`;
    }
    case 'accepted':
      return `accepted by the ${outcome.by}`;
    case 'skipped':
      return `skipped, ${outcome.reason}: ${SKIPPED[outcome.reason]}`;
    case 'failed':
      return `failed, ${inWords(outcome.error)}`;
  }
}

function recordIn({ record_id }: { record_id?: string }): string {
  return record_id === undefined ? '' : `, record_id ${record_id}`;
}

/** Code, status, fate and message of an error. The message contains no secret. */
function inWords({ code, status, fate, message, fields = {} }: TelemetryError): string {
  const known = [code, ...(status === undefined ? [] : [status]), `fate ${fate}`].join(', ');
  const reasons = Object.entries(fields)
    .filter(([, reason]) => !message.includes(reason))
    .map(([field, reason]) => `${field}: ${reason}`);
  return [`${known}: ${message}`, ...reasons].join('; ');
}

function took(durationMs: number): string {
  return `(${Math.round(durationMs)} ms)`;
}
