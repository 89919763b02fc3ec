import { expect } from 'vitest';
import { type CreateOutcome, isTelemetryError, type TelemetryError, type UpdateOutcome } from '../../src/index.js';

const SKIPPED = ['no-consent', 'no-random-id', 'dropped', 'unsupported'];
const REASONS = { create: SKIPPED, update: [...SKIPPED, 'already-updated', 'not-found'] };
const OUTCOMES = {
  create: ['created', 'existing', 'accepted', 'skipped', 'failed'],
  update: ['updated', 'accepted', 'skipped', 'failed'],
};
const CODES = [
  'invalid-options',
  'invalid-record',
  'invalid-query',
  'unreachable',
  'timed-out',
  'unavailable',
  'rejected',
  'unexpected-answer',
  'aborted',
  'internal',
  'unsupported',
];

/** What was documented of an outcome, whoever the backend and the hooks were. */
export function expectOutcome(operation: 'create' | 'update', outcome: CreateOutcome | UpdateOutcome): void {
  expect(OUTCOMES[operation]).toContain(outcome.outcome);
  expect(typeof outcome.random_id).toBe('string');
  if (outcome.outcome === 'skipped') expect(REASONS[operation]).toContain(outcome.reason);
  if (outcome.outcome === 'accepted') expect(['service', 'outbox']).toContain(outcome.by);
  if (outcome.outcome === 'failed') expect(isTelemetryError(outcome.error)).toBe(true);
}

/** Whatever a server says: an outcome, an error of this package with everything it promises, an id that is one. */
export function expectOutcomeOfServer(operation: 'create' | 'update', outcome: CreateOutcome | UpdateOutcome): void {
  expectOutcome(operation, outcome);
  if ('record_id' in outcome) expect(outcome.record_id).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
  if (outcome.outcome === 'failed') expectError(outcome.error);
}

function expectError({ code, message, fate, status, fields, retryAfterMs }: TelemetryError): void {
  expect(CODES).toContain(code);
  expect(['not-sent', 'refused', 'unknown']).toContain(fate);
  expect(message.length).toBeGreaterThan(0);
  expect(message.length).toBeLessThan(10_000);
  expect(['number', 'undefined']).toContain(typeof status);
  expect(Object.values(fields ?? {}).every((problem) => typeof problem === 'string')).toBe(true);
  if (retryAfterMs !== undefined) expect(retryAfterMs).toBeGreaterThanOrEqual(0);
}
