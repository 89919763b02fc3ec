import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TelemetryError } from '../../src/errors.js';
import { type AttemptReport, retry, type RetryPlan } from '../../src/delivery/retry.js';

const down = new TelemetryError('unreachable', 'down');

type Retry = Parameters<NonNullable<RetryPlan<unknown>['onRetry']>>[0];

/** A plan with everything allowed, and what it was told. */
function aPlan<T>(own: Partial<RetryPlan<T>> = {}): RetryPlan<T> & { attempted: AttemptReport[]; retried: Retry[] } {
  const attempted: AttemptReport[] = [];
  const retried: Retry[] = [];
  return {
    attempts: 3,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    remainingMs: () => 60_000,
    mayRepeat: () => true,
    onAttempt: (report) => attempted.push(report),
    onRetry: (report) => retried.push(report),
    attempted,
    retried,
    ...own,
  };
}

/** Waits on the virtual clock. */
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('an attempt', () => {
  it('is told with the time it took, and with its error only where it had one', async () => {
    const plan = aPlan<string>();
    let calls = 0;
    const call = retry(async () => {
      await wait(40);
      if ((calls += 1) === 1) throw down;
      return 'done';
    }, plan);
    await vi.runAllTimersAsync();
    expect(await call).toBe('done');
    expect(plan.attempted).toEqual([
      { attempt: 1, durationMs: 40, error: down },
      { attempt: 2, durationMs: 40 },
    ]);
    expect(plan.attempted[1]).not.toHaveProperty('error');
  });

  it('ends after timeoutMs, and says so', async () => {
    const call = retry(() => new Promise(() => undefined), aPlan({ attempts: 1, timeoutMs: 70 }));
    const failed = expect(call).rejects.toMatchObject({
      code: 'timed-out',
      message: 'No whole answer within 70 ms',
    });
    await vi.advanceTimersByTimeAsync(69);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await failed;
  });

  it('hands the plan’s signal on, with its reason, and leaves no listener on it', async () => {
    const controller = new AbortController();
    const reason = new TelemetryError('aborted', 'gone');
    const seen: { readonly aborted: boolean }[] = [];
    const plan = aPlan({ signal: controller.signal });
    const call = retry((signal) => {
      seen.push(signal);
      return new Promise(() => undefined);
    }, plan);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(seen).toMatchObject([{ aborted: true, reason }]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('leaves no listener on the plan’s signal when it was answered', async () => {
    const plan = aPlan();
    expect(await retry(async () => 'done', plan)).toBe('done');
    expect(getEventListeners(plan.signal as AbortSignal, 'abort')).toEqual([]);
  });

  it('is not begun once the signal has fired', async () => {
    const reason = new TelemetryError('aborted', 'gone');
    const operation = vi.fn(async () => 'done');
    await expect(retry(operation, aPlan({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(operation).not.toHaveBeenCalled();
  });

  it('that was answered stands, though the signal fires while it is told', async () => {
    const controller = new AbortController();
    const plan = aPlan({ signal: controller.signal, onAttempt: () => controller.abort() });
    expect(await retry(async () => 'done', plan)).toBe('done');
  });

  it('that failed is not followed by another one when the signal fires while it is told', async () => {
    const controller = new AbortController();
    const reason = new TelemetryError('aborted', 'gone');
    const plan = aPlan({ signal: controller.signal, onAttempt: () => controller.abort(reason) });
    await expect(retry(() => Promise.reject(down), plan)).rejects.toBe(reason);
    expect(plan.retried).toEqual([]);
  });
});

describe('a wait', () => {
  it.each([
    { what: 'ends in time', remainingMs: 1_001, attempts: 2 },
    { what: 'would end with the time', remainingMs: 1_000, attempts: 1 },
    { what: 'would end after it', remainingMs: 999, attempts: 1 },
  ])('is begun only where it ends in time: one that $what', async ({ remainingMs, attempts }) => {
    const busy = new TelemetryError('unavailable', 'busy', { retryAfterMs: 1_000 });
    const plan = aPlan({ attempts: 2, remainingMs: () => remainingMs });
    const failed = expect(retry(() => Promise.reject(busy), plan)).rejects.toBe(busy);
    await vi.runAllTimersAsync();
    await failed;
    expect(plan.attempted).toHaveLength(attempts);
  });

  it.each([
    { random: 0, delays: [125, 250, 500, 1_000, 2_000, 2_500, 2_500] },
    { random: 1, delays: [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000] },
  ])('is jittered between half and all of what doubles up to 5 s: $delays', async ({ random, delays }) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const plan = aPlan({ attempts: 8 });
    const failed = expect(retry(() => Promise.reject(down), plan)).rejects.toBe(down);
    await vi.runAllTimersAsync();
    await failed;
    vi.restoreAllMocks();
    expect(plan.retried).toEqual(delays.map((delayMs, index) => ({ attempt: index + 2, delayMs, error: down })));
  });

  it('leaves no timer and no listener behind when the signal fires', async () => {
    const controller = new AbortController();
    const reason = new TelemetryError('aborted', 'gone');
    const plan = aPlan({ signal: controller.signal });
    const failed = expect(retry(() => Promise.reject(down), plan)).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(50);
    expect(plan.retried).toHaveLength(1);
    controller.abort(reason);
    await failed;
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});

describe('a disappointing result', () => {
  it('is asked again for, without an error to tell, and the last one stands', async () => {
    let calls = 0;
    const plan = aPlan<number>({ isWorthAskingAgain: () => true });
    const call = retry(async () => (calls += 1), plan);
    await vi.runAllTimersAsync();
    expect(await call).toBe(3);
    expect(plan.retried.map(({ attempt }) => attempt)).toEqual([2, 3]);
    expect(plan.retried.some((report) => 'error' in report)).toBe(false);
  });

  it('is absent by default', async () => {
    const plan = aPlan<undefined>();
    expect(await retry(async () => undefined, plan)).toBeUndefined();
    expect(plan.attempted).toHaveLength(1);
  });

  it('is not what a failure is: that goes by mayRepeat', async () => {
    const plan = aPlan({ isWorthAskingAgain: () => true, mayRepeat: () => false });
    await expect(retry(() => Promise.reject(down), plan)).rejects.toBe(down);
    expect(plan.attempted).toHaveLength(1);
  });
});

describe('a failure', () => {
  it.each([
    { code: 'unreachable', attempts: 3 },
    { code: 'timed-out', attempts: 3 },
    { code: 'unavailable', attempts: 3 },
    { code: 'rejected', attempts: 1 },
    { code: 'unexpected-answer', attempts: 1 },
    { code: 'invalid-record', attempts: 1 },
    { code: 'internal', attempts: 1 },
    { code: 'aborted', attempts: 1 },
  ] as const)('that is $code is met $attempts times at most', async ({ code, attempts }) => {
    const error = new TelemetryError(code, 'x');
    const plan = aPlan();
    const failed = expect(retry(() => Promise.reject(error), plan)).rejects.toBe(error);
    await vi.runAllTimersAsync();
    await failed;
    expect(plan.attempted).toHaveLength(attempts);
  });
});

describe('readiness', () => {
  it('is waited for before each attempt, and is part of none', async () => {
    const said: string[] = [];
    const plan = aPlan<string>({
      timeoutMs: 100,
      ready: async () => {
        await wait(400);
        said.push('ready');
      },
    });
    const call = retry(async () => {
      said.push('attempt');
      await wait(40);
      if (said.length === 2) throw down;
      return 'done';
    }, plan);
    await vi.runAllTimersAsync();
    expect(await call).toBe('done');
    expect(said).toEqual(['ready', 'attempt', 'ready', 'attempt']);
    expect(plan.attempted.map(({ attempt, durationMs }) => [attempt, durationMs])).toEqual([
      [1, 40],
      [2, 40],
    ]);
  });

  it('that is refused ends the call with no attempt, or as the attempt before it ended', async () => {
    const tooLate = new TelemetryError('unavailable', 'too late', { fate: 'not-sent' });
    const none = aPlan({ ready: () => Promise.reject(tooLate) });
    await expect(retry(() => Promise.reject(down), none)).rejects.toBe(tooLate);
    expect(none.attempted).toEqual([]);

    let asked = 0;
    const once = aPlan({ ready: () => ((asked += 1) === 1 ? Promise.resolve() : Promise.reject(tooLate)) });
    const call = expect(retry(() => Promise.reject(down), once)).rejects.toBe(down);
    await vi.runAllTimersAsync();
    await call;
    expect(once.attempted).toHaveLength(1);
  });

  it('that fails otherwise is this process’s failure', async () => {
    const plan = aPlan({ ready: () => Promise.reject(new Error('boom')) });
    await expect(retry(() => Promise.resolve(), plan)).rejects.toMatchObject({ code: 'internal' });
  });

  it('ends with the signal, even if the operation ignores it', async () => {
    const controller = new AbortController();
    const plan = aPlan({ signal: controller.signal, ready: () => new Promise(() => undefined) });
    const call = expect(retry(() => Promise.resolve(), plan)).rejects.toBe(down);
    controller.abort(down);
    await call;
    expect(plan.attempted).toEqual([]);
  });
});
