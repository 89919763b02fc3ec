import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TelemetryError } from '../../src/errors.js';
import { type SourceEvent, watch, type WatchOptions } from '../../src/observe/index.js';
import recorded from '../fixtures/watch.json' with { type: 'json' };
import { type ListSource, listSource, unreachable } from './list-source.js';

interface Sample {
  readonly state: string;
  readonly value: number;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  // Nothing that was watched is left behind.
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Watches in the background, and keeps what is told, with when it was. */
function following<T>(source: ListSource<T>, options: Partial<WatchOptions<T, string>> = {}) {
  const controller = new AbortController();
  const events: (SourceEvent<T> & { t: number })[] = [];
  const begin = performance.now();
  const ended = (async () => {
    for await (const event of watch(source, { everyMs: 1000, signal: controller.signal, ...options })) {
      events.push({ ...event, t: performance.now() - begin });
    }
  })();
  return {
    events,
    /** What was told since the last call; the last time `up-to-date` is told it says nothing new. */
    news: () => events.splice(0).filter(({ event }) => event !== 'up-to-date'),
    stop: async () => {
      controller.abort();
      await ended;
    },
    ended,
  };
}

/** Waits until this many milliseconds have passed, with everything that happens meanwhile. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('the rules of the recorded vectors', () => {
  it.each(recorded.vectors)('$id: against the $baseline item, heartbeat since $heartbeat_resets_on', async (vector) => {
    const { baseline, samples, delta_gt, heartbeat_s, heartbeat_resets_on } = vector;
    const source = listSource<Sample>('server', { server: samples[0] as Sample });
    const { events, stop } = following(source, {
      everyMs: 10_000,
      isChange: (before, now, polled) => {
        const { state, value } = baseline === 'emitted' ? before : polled;
        return [
          ...(state === now.state ? [] : ['state']),
          ...(Math.abs(now.value - value) > delta_gt ? ['delta'] : []),
        ];
      },
      heartbeatMs: heartbeat_s * 1000,
      heartbeatSince: heartbeat_resets_on === 'any' ? 'told' : 'heartbeat',
    });
    for (const [place, { t, state, value }] of samples.entries()) {
      source.items = new Map([['server', { state, value }]]);
      // Until just before the next sample.
      const next = samples[place + 1]?.t ?? t + 10;
      await pass(place === 0 ? next * 1000 - 1 : (next - t) * 1000);
    }
    await stop();

    const told = new Map<number, readonly string[]>();
    for (const event of events) {
      if (event.event === 'snapshot') told.set(event.t / 1000, ['first']);
      if (event.event === 'changed') told.set(event.t / 1000, event.why);
    }
    expect(samples.map(({ t }) => ({ t, why: told.get(t) ?? [] }))).toEqual(samples.map(({ t, why }) => ({ t, why })));
    expect(told.size).toBe(samples.filter(({ emit }) => emit).length);
  });
});

describe('a poll', () => {
  it('tells the items first, then what is new, changed and gone', async () => {
    const source = listSource('list', { a: { n: 1, m: 1 }, b: { n: 1, m: 1 } });
    const { events, stop } = following(source, { query: 'all' });
    await pass(0);
    expect(events.map(({ event }) => event)).toEqual(['snapshot', 'up-to-date']);
    expect(events[0]).toMatchObject({ snapshot: { items: source.items, complete: true } });
    events.length = 0;

    source.items = new Map([
      ['b', { n: 2, m: 1 }],
      ['c', { n: 1, m: 1 }],
    ]);
    await pass(1000);
    expect(events.map((event) => ({ ...event, t: undefined }))).toEqual([
      { event: 'changed', key: 'b', item: { n: 2, m: 1 }, before: { n: 1, m: 1 }, via: 'live', why: ['n'] },
      { event: 'changed', key: 'c', item: { n: 1, m: 1 }, via: 'live', why: ['first'] },
      { event: 'removed', key: 'a', before: { n: 1, m: 1 } },
      { event: 'up-to-date', at: expect.any(Date) },
    ]);
    events.length = 0;

    await pass(5000);
    expect(events.map(({ event }) => event)).toEqual(Array.from({ length: 5 }, () => 'up-to-date'));
    expect(new Set(source.queries)).toEqual(new Set(['all']));
    await stop();
  });

  it('is made every so often, counted from its beginning', async () => {
    const source = listSource('list');
    const list = source.list.bind(source);
    source.list = async (query) => {
      const answer = await list(query);
      await new Promise((resolve) => setTimeout(resolve, 400));
      return answer;
    };
    const { stop } = following(source);
    await pass(4500);
    const [begin = NaN] = source.polls;
    expect(source.polls.map((at) => at - begin)).toEqual([0, 1000, 2000, 3000, 4000]);
    await stop();
  });

  it('is made after a slow one, never beside it', async () => {
    const source = listSource('list');
    let running = 0;
    source.list = async () => {
      running += 1;
      expect(running).toBe(1);
      source.polls.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, 2500));
      running -= 1;
      return { items: new Map(), at: new Date(), complete: true, health: {} };
    };
    const { stop } = following(source);
    await pass(9999);
    expect(source.polls).toHaveLength(4);
    await stop();
    await pass(2500);
  });

  it('waits while the loop is busy', async () => {
    const source = listSource('list', { a: 1 });
    for await (const { event } of watch(source, { everyMs: 1000 })) {
      if (event === 'up-to-date') break;
      const busy = new Promise((resolve) => setTimeout(resolve, 60_000));
      await pass(60_000);
      await busy;
    }
    expect(source.polls).toHaveLength(1);
  });
});

describe('a poll that fails', () => {
  it('is told as health, and what changed meanwhile as caught up', async () => {
    const source = listSource('list', { a: { n: 1 } });
    const { news, stop } = following(source);
    await pass(0);
    news();

    source.error = unreachable();
    source.items = new Map([['a', { n: 2 }]]);
    await pass(1000);
    expect(news()).toMatchObject([{ event: 'health', health: { state: 'down', error: { code: 'unreachable' } } }]);

    source.error = undefined;
    await pass(2000);
    expect(news()).toMatchObject([
      { event: 'health', health: { state: 'up' } },
      { event: 'changed', key: 'a', via: 'catch-up', why: ['n'] },
    ]);
    source.items = new Map([['a', { n: 3 }]]);
    await pass(1000);
    expect(news()).toMatchObject([{ event: 'changed', via: 'live' }]);
    await stop();
  });

  it('may be the first one', async () => {
    const source = listSource('list', { a: { n: 1 } });
    source.error = unreachable();
    const { news, stop } = following(source);
    await pass(0);
    expect(news()).toMatchObject([{ event: 'health', health: { state: 'down' } }]);
    source.error = undefined;
    await pass(2000);
    expect(news()).toMatchObject([{ event: 'health', health: { state: 'up' } }, { event: 'snapshot' }]);
    await stop();
  });

  it.each([
    { random: 0, waits: [1000, 1000, 1000, 1000] },
    { random: 0.5, waits: [1500, 2500, 4500, 8500] },
    { random: 0.999_999, waits: [2000, 4000, 8000, 16_000] },
  ])('is followed by longer and longer waits, with chance $random', async ({ random, waits }) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const source = listSource('list');
    source.error = unreachable();
    const { stop } = following(source);
    await pass(60_000);
    const gaps = source.polls.slice(1).map((at, place) => at - (source.polls[place] as number));
    for (const [place, wait] of waits.entries()) expect(Math.abs((gaps[place] as number) - wait)).toBeLessThan(2);
    await stop();
  });

  it.each([
    { everyMs: 1000, atMost: 300_000 },
    { everyMs: 1_000_000, atMost: 2_000_000 },
    { everyMs: 2 ** 31 - 1, atMost: 2 ** 31 - 1 },
  ])('is repeated after $atMost ms at the latest, if polled every $everyMs ms', async ({ everyMs, atMost }) => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const source = listSource('list');
    source.error = unreachable();
    const { stop } = following(source, { everyMs });
    await pass(20 * atMost);
    const gaps = source.polls.slice(1).map((at, place) => Math.round(at - (source.polls[place] as number)));
    expect(Math.max(...gaps)).toBe(atMost);
    await stop();
  });

  it('is repeated when the server asked for it, and after an hour at the latest', async () => {
    const source = listSource('list');
    vi.spyOn(Math, 'random').mockReturnValue(0);
    source.error = new TelemetryError('unavailable', 'GET was answered 503', { status: 503, retryAfterMs: 90_000 });
    const { stop } = following(source);
    await pass(89_999);
    expect(source.polls).toHaveLength(1);
    source.error = new TelemetryError('unavailable', 'GET was answered 503', { retryAfterMs: 1e15 });
    await pass(1);
    expect(source.polls).toHaveLength(2);
    await pass(3_600_000);
    expect(source.polls).toHaveLength(3);
    await stop();
  });

  it.each([
    [
      'throws at once',
      () => {
        throw unreachable();
      },
    ],
    ['rejects with something else', () => Promise.reject(new RangeError('of a library'))],
  ])('is one that %s', async (_how, list) => {
    const source = { ...listSource<number>('list'), list };
    const { news, stop } = following<number>(source);
    await pass(0);
    expect(news()).toMatchObject([{ event: 'health', health: { state: 'down', error: { name: 'TelemetryError' } } }]);
    await stop();
  });

  it.each(['invalid-query', 'invalid-options'] as const)('as %s ends the loop with its error', async (code) => {
    const source = listSource('list');
    source.error = new TelemetryError(code, 'status: expected a status');
    const { ended } = following(source);
    await expect(ended).rejects.toMatchObject({ code });
  });
});

describe('an incomplete snapshot', () => {
  it('is told as health, and removes nothing', async () => {
    const source = listSource('list', { a: { n: 1 }, b: { n: 1 } });
    const { news, stop } = following(source);
    await pass(0);
    news();
    source.complete = false;
    source.items = new Map([['a', { n: 2 }]]);
    await pass(1000);
    expect(news()).toMatchObject([
      { event: 'health', health: { state: 'degraded' } },
      { event: 'changed', key: 'a' },
    ]);
    source.complete = true;
    await pass(1000);
    expect(news()).toMatchObject([
      { event: 'health', health: { state: 'up' } },
      { event: 'removed', key: 'b' },
    ]);
    await stop();
  });
});

describe('watching ends', () => {
  it('with the loop', async () => {
    const source = listSource('list', { a: 1 });
    for await (const event of watch(source, { everyMs: 1000 })) {
      expect(event.event).toBe('snapshot');
      break;
    }
    await pass(10_000);
    expect(source.polls).toHaveLength(1);
  });

  it('with its signal, while it waits', async () => {
    const { stop, events } = following(listSource('list', { a: 1 }));
    await pass(500);
    await stop();
    expect(events.map(({ event }) => event)).toEqual(['snapshot', 'up-to-date']);
  });

  it('with its signal, while a source does not answer', async () => {
    const source = listSource('list');
    source.list = () => new Promise(() => undefined);
    const { stop, events } = following(source);
    await pass(500);
    await stop();
    expect(events).toEqual([]);
  });

  it('before it begins, if the signal has aborted', async () => {
    const source = listSource('list');
    const { ended } = following(source, { signal: AbortSignal.abort() });
    await ended;
    expect(source.polls).toEqual([]);
  });

  it('when the iterator is told to return while it waits', async () => {
    const iterator = watch(listSource('list', { a: 1 }), { everyMs: 1000 })[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const waiting = iterator.next();
    await pass(10);
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('with what isChange throws', async () => {
    const { ended } = following(listSource('list', { a: 1 }), {
      isChange: () => {
        throw new Error('a mistake of the caller');
      },
    });
    const outcome = expect(ended).rejects.toThrow('a mistake of the caller');
    await pass(1000);
    await outcome;
  });

  it('and leaves no listener on the signal', async () => {
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, 'addEventListener');
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const source = listSource('list', { a: 1 });
    for (let loops = 0; loops < 20; loops += 1) {
      for await (const event of watch(source, { everyMs: 1000, signal: controller.signal })) if (event) break;
    }
    expect(added).toHaveBeenCalledTimes(20);
    expect(removed).toHaveBeenCalledTimes(20);
  });
});

it('each loop over one result polls for itself', async () => {
  const source = listSource('list', { a: 1 });
  const watching = watch(source, { everyMs: 1000 });
  for (let loops = 1; loops <= 2; loops += 1) {
    for await (const { event } of watching) {
      expect(event).toBe('snapshot');
      break;
    }
    expect(source.polls).toHaveLength(loops);
  }
});

describe('without isChange', () => {
  it.each([
    { before: { a: 1, b: 2 }, now: { a: 1, b: 3 }, why: ['b'] },
    { before: { a: 1 }, now: { a: 1, b: undefined }, why: [] },
    { before: { a: [1, { c: 2 }] }, now: { a: [1, { c: 2 }] }, why: [] },
    { before: { a: [1, { c: 2 }] }, now: { a: [1, { c: 3 }] }, why: ['a'] },
    { before: { a: NaN }, now: { a: NaN }, why: [] },
    { before: { a: '1' }, now: { a: 1 }, why: ['a'] },
    { before: { a: 1, b: 1 }, now: {}, why: ['a', 'b'] },
    { before: 1, now: 2, why: ['value'] },
    { before: 'same', now: 'same', why: [] },
    { before: null, now: {}, why: ['value'] },
    { before: new Date(1), now: new Date(1), why: [] },
    { before: JSON.parse('{"__proto__":1}'), now: JSON.parse('{"__proto__":2}'), why: ['__proto__'] },
  ])('$before → $now is changed in $why', async ({ before, now, why }) => {
    const source = listSource<unknown>('list', { a: before });
    const { news, stop } = following(source);
    await pass(0);
    news();
    source.items = new Map([['a', now]]);
    await pass(1000);
    expect(news().map((event) => event.event === 'changed' && event.why)).toEqual(why.length > 0 ? [why] : []);
    await stop();
  });
});

it.each([
  { everyMs: 0, field: 'everyMs' },
  { everyMs: 2 ** 31, field: 'everyMs' },
  { everyMs: undefined, field: 'everyMs' },
  { everyMs: 1000, heartbeatMs: 0.5, field: 'heartbeatMs' },
  { everyMs: 1000, heartbeatSince: 'change', field: 'heartbeatSince' },
  { everyMs: 1000, isChange: ['state'], field: 'isChange' },
  { everyMs: 1000, signal: 'stop', field: 'signal' },
  { everyms: 1000, field: 'everyms' },
  {},
])('refuses the options %j', ({ field = 'everyMs', ...options }: { readonly field?: string }) => {
  expect(() => watch(listSource('list'), options as never)).toThrow(
    expect.objectContaining({ code: 'invalid-options', fields: { [field]: expect.any(String) } }),
  );
});

it('refuses to watch without options, and what is not a source', () => {
  const watchAnything = watch as (...given: readonly unknown[]) => unknown;
  const refused = (field: string): Error =>
    expect.objectContaining({ code: 'invalid-options', fields: { [field]: expect.any(String) } }) as Error;
  expect(() => watchAnything(listSource('list'))).toThrow(refused('options'));
  for (const source of [undefined, null, {}]) {
    expect(() => watchAnything(source, { everyMs: 1 })).toThrow(refused('source'));
  }
});
