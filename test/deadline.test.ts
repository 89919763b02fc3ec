import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from '../src/deadline.js';
import { untilAborted } from '../src/until-aborted.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a deadline', () => {
  it('fires when its time is up, says so, and counts down to it', () => {
    const deadline = new Deadline(1_000);
    expect(deadline.remainingMs).toBe(1_000);
    vi.advanceTimersByTime(999);
    expect(deadline.remainingMs).toBe(1);
    expect(deadline.endedBy).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(deadline.remainingMs).toBe(0);
    expect(deadline.endedBy).toMatchObject({
      code: 'timed-out',
      message: 'No outcome within 1000 ms',
      fate: 'not-sent',
    });
  });

  it('fires when the caller’s signal does, and says so', () => {
    const controller = new AbortController();
    const deadline = new Deadline(1_000, controller.signal);
    expect(deadline.endedBy).toBeUndefined();
    controller.abort();
    expect(deadline.endedBy).toMatchObject({
      code: 'aborted',
      message: 'Aborted by the caller',
      fate: 'not-sent',
    });
    deadline.clear();
  });

  it('has fired where the caller’s signal has', () => {
    const deadline = new Deadline(1_000, AbortSignal.abort());
    expect(deadline.endedBy).toMatchObject({ code: 'aborted' });
    deadline.clear();
  });

  it('never fires once it is cleared', () => {
    const controller = new AbortController();
    const deadline = new Deadline(1_000, controller.signal);
    deadline.clear();
    controller.abort();
    vi.advanceTimersByTime(2_000);
    expect(deadline.endedBy).toBeUndefined();
  });

  it('shares one listener on a signal with every other, until the last one is cleared', () => {
    const controller = new AbortController();
    const listeners = (): number => getEventListeners(controller.signal, 'abort').length;
    const [one, other] = [new Deadline(1_000, controller.signal), new Deadline(1_000, controller.signal)];
    expect(listeners()).toBe(1);
    one.clear();
    expect(listeners()).toBe(1);
    one.clear();
    expect(listeners()).toBe(1);
    other.clear();
    expect(listeners()).toBe(0);
    const next = new Deadline(1_000, controller.signal);
    expect(listeners()).toBe(1);
    controller.abort();
    expect([one, other, next].map(({ endedBy }) => endedBy !== undefined)).toEqual([false, false, true]);
    next.clear();
  });
});

describe('waiting until a signal', () => {
  it('gives what the promise gives, and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve('done'), signal)).toBe('done');
    const error = new Error('own');
    await expect(untilAborted(Promise.reject(error), signal)).rejects.toBe(error);
    await Promise.resolve();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends with the signal’s reason, and leaves no listener', async () => {
    const controller = new AbortController();
    const reason = new Error('gone');
    const waiting = untilAborted(new Promise(() => undefined), controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('does not begin where the signal has fired', async () => {
    const reason = new Error('gone');
    const signal = AbortSignal.abort(reason);
    await expect(untilAborted(Promise.resolve('done'), signal)).rejects.toBe(reason);
    await expect(untilAborted(new Promise(() => undefined), signal)).rejects.toBe(reason);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
