import { describe, expect, it } from 'vitest';
import { lifecycle, statusLifecycle } from '../../src/observe/index.js';
import { isFinalStatus } from '../../src/statuses.js';

const door = lifecycle({ open: ['closed'], closed: ['open', 'locked'], broken: [] });
const NO_STATES = ['__proto__', 'constructor', 'toString', '', undefined, null, 0, {}, ['open'], Symbol.iterator];

describe('a lifecycle', () => {
  it.each([
    ['open', 'closed', true],
    ['closed', 'locked', true],
    ['open', 'locked', false],
    ['open', 'open', false],
    ['locked', 'open', false],
    ['broken', 'open', false],
  ])('answers whether %s may become %s: %s', (from, to, may) => {
    expect(door.can(from, to)).toBe(may);
  });

  it('names what may follow', () => {
    expect(door.next('closed')).toEqual(['open', 'locked']);
    expect(door.next('locked')).toEqual([]);
  });

  it.each([
    ['locked', true],
    ['broken', true],
    ['open', false],
    ['closed', false],
  ])('answers whether %s is final: %s', (state, isFinal) => {
    expect(door.isFinal(state)).toBe(isFinal);
  });

  it.each(NO_STATES)('does not know %s', (state) => {
    expect(door.can(state, 'open')).toBe(false);
    expect(door.can('open', state)).toBe(false);
    expect(door.isFinal(state)).toBe(false);
    expect(door.next(state as 'open')).toEqual([]);
  });

  it('may have states with the names of an object', () => {
    const odd = lifecycle({ ['__proto__']: ['constructor'] });
    expect(odd.can('__proto__', 'constructor')).toBe(true);
    expect(odd.isFinal('constructor')).toBe(true);
  });
});

describe('the lifecycle of a status', () => {
  it.each([
    'installing',
    'validation',
    'configuring',
    'success',
    'failed',
    'aborted',
    'unknown',
    'sucess',
    ...NO_STATES,
  ])('ends with %s where the update guard says so', (status) => {
    expect(statusLifecycle.isFinal(status)).toBe(isFinalStatus(status));
  });

  it.each([
    ['installing', 'configuring', true],
    ['validation', 'configuring', true],
    ['configuring', 'validation', false],
    ['configuring', 'failed', true],
    ['success', 'failed', false],
    ['failed', 'installing', false],
  ])('leads from %s to %s: %s', (from, to, may) => {
    expect(statusLifecycle.can(from, to)).toBe(may);
  });
});
