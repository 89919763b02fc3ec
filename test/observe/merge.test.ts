import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TelemetryError } from '../../src/errors.js';
import { type Collision, merge, type MergeOptions, type Source, type SourceEvent } from '../../src/observe/index.js';
import { listSource, unreachable } from './list-source.js';
import { liveSource } from './live-source.js';

interface Item {
  readonly from: string;
  readonly n: number;
}

const item = (from: string, n: number): Item => ({ from, n });
const newest: Collision<Item> = (earlier, later) => (later.n > earlier.n ? later : earlier);
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Follows a merged source in the background. */
function following(sources: readonly Source<Item, string>[], options: MergeOptions<Item> = {}) {
  const controller = new AbortController();
  const events: SourceEvent<Item>[] = [];
  const ended = (async () => {
    for await (const event of merge(sources, options).subscribe('all', controller)) events.push(event);
  })();
  return {
    news: () => events.splice(0),
    ended,
    stop: async () => {
      controller.abort();
      await ended;
    },
  };
}

const kinds = (events: readonly SourceEvent<Item>[]): string[] => events.map(({ event }) => event);

describe('the list of several sources', () => {
  it.each<{ collision: Collision<Item> | undefined; expected: Record<string, Item> }>([
    { collision: undefined, expected: { x: item('a', 1), y: item('a', 5), z: item('b', 3) } },
    { collision: 'first', expected: { x: item('a', 1), y: item('a', 5), z: item('b', 3) } },
    { collision: newest, expected: { x: item('b', 2), y: item('a', 5), z: item('b', 3) } },
    {
      collision: 'separate',
      expected: { 'a/x': item('a', 1), 'a/y': item('a', 5), 'b/x': item('b', 2), 'b/z': item('b', 3) },
    },
  ])('is one, with the rule $collision', async ({ collision, expected }) => {
    const a = listSource('a', { x: item('a', 1), y: item('a', 5) });
    const b = listSource('b', { x: item('b', 2), z: item('b', 3) });
    const all = merge([a, b], { collision });
    const { items, complete, health } = await all.list('all');
    expect([...items]).toEqual(Object.entries(expected));
    expect(complete).toBe(true);
    expect(health).toMatchObject({ a: { state: 'up' }, b: { state: 'up' } });
    for (const [key, found] of Object.entries(expected)) expect(await all.get(key)).toEqual(found);
    expect(await all.get('missing')).toBeUndefined();
    expect([...a.queries, ...b.queries]).toEqual(['all', 'all']);
    expect(all.name).toBe('a+b');
  });

  it('is what a plain loop over the sources would make', async () => {
    const keys = fc.constantFrom('__proto__', 'constructor', '', 'a/x', 'x');
    const part = fc.uniqueArray(fc.tuple(keys, fc.nat(9)), { selector: ([key]) => key });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        const sources = parts.map((entries, place) => {
          const source = listSource<Item>(String(place));
          source.items = new Map(entries.map(([key, n]) => [key, item(String(place), n)]));
          return source;
        });
        const expected = new Map<string, Item>();
        for (const { items } of sources) {
          for (const [key, one] of items) if (!((expected.get(key)?.n ?? -1) >= one.n)) expected.set(key, one);
        }
        expect((await merge(sources, { collision: newest }).list()).items).toEqual(expected);
      }),
    );
  });

  it('has what the others have while one is down, and says which', async () => {
    const [a, b] = [listSource('a', { x: item('a', 1) }), listSource('b', { x: item('b', 2) })];
    a.error = unreachable();
    const { items, complete, health } = await merge([a, b]).list();
    expect(items).toEqual(b.items);
    expect(complete).toBe(false);
    expect(health).toMatchObject({ a: { state: 'down', error: { code: 'unreachable' } }, b: { state: 'up' } });
  });

  it('is not complete if a part is not, and as old as its oldest part', async () => {
    const [a, b] = [listSource<Item>('a'), listSource<Item>('b')];
    b.complete = false;
    const list = b.list.bind(b);
    b.list = async (...args) => ({ ...(await list(...args)), at: new Date(5) });
    expect(await merge([a, b]).list()).toMatchObject({
      complete: false,
      at: new Date(5),
      health: { b: { state: 'degraded' } },
    });
  });

  it('names a part by any name', async () => {
    const { health } = await merge([listSource<Item>('__proto__'), listSource<Item>('constructor')]).list();
    expect(Object.keys(health)).toEqual(['__proto__', 'constructor']);
  });

  it('can be a part itself', async () => {
    const [a, b, c] = [
      listSource('a', { x: item('a', 1) }),
      listSource<Item>('b'),
      listSource('c', { y: item('c', 1) }),
    ];
    b.error = unreachable();
    const all = merge([merge([a, b]), c]);
    expect(await all.list()).toMatchObject({
      items: new Map([...a.items, ...c.items]),
      complete: false,
      health: { 'a+b': { state: 'degraded', error: { code: 'unreachable' } }, c: { state: 'up' } },
    });
  });
});

describe('what does not answer', () => {
  it('rejects a list if it is every source', async () => {
    const [a, b] = [listSource<Item>('a'), listSource<Item>('b')];
    a.error = unreachable();
    b.error = new TelemetryError('timed-out', 'slow');
    await expect(merge([a, b]).list()).rejects.toBe(a.error);
    await expect(merge([a, b]).get('x')).rejects.toBe(a.error);
  });

  it('rejects a get unless another source has the item', async () => {
    const [a, b] = [listSource<Item>('a'), listSource('b', { x: item('b', 1) })];
    a.error = unreachable();
    expect(await merge([a, b]).get('x')).toEqual(item('b', 1));
    await expect(merge([a, b]).get('y')).rejects.toBe(a.error);
    // Only the source in the key is asked.
    expect(await merge([a, b], { collision: 'separate' }).get('b/y')).toBeUndefined();
  });

  it.each(['invalid-query', 'aborted'] as const)('rejects for an error that is no failure: %s', async (code) => {
    const [a, b] = [listSource<Item>('a'), listSource('b', { x: item('b', 1) })];
    a.error = new TelemetryError(code, 'of the caller');
    await expect(merge([a, b]).list('bad')).rejects.toBe(a.error);
  });

  it.each(['list', 'get', 'ping'] as const)(
    'rejects a %s as aborted when its signal aborts, whatever the parts do',
    async (method) => {
      const waits = (): Promise<never> => new Promise(() => undefined);
      const deaf: Source<Item, string> = { name: 'deaf', list: waits, get: waits, ping: waits };
      const abort = (): Promise<never> => Promise.reject(new DOMException('stop', 'AbortError'));
      const own: Source<Item, string> = { name: 'own', list: abort, get: abort, ping: abort };
      const [one, controller] = [merge([deaf, own]), new AbortController()];
      const { signal } = controller;
      const asked = { list: () => one.list('all', { signal }), get: () => one.get('x', { signal }), ping: () => one.ping({ signal }) }; // prettier-ignore
      const answer = asked[method]();
      controller.abort();
      await expect(answer).rejects.toMatchObject({ code: 'aborted' });
    },
  );

  it('makes a ping degraded by a part whose ping rejects', async () => {
    const [a, b] = [listSource<Item>('a'), listSource<Item>('b')];
    a.ping = () => Promise.reject(unreachable());
    expect(await merge([a, b]).ping()).toMatchObject({ state: 'degraded', error: { code: 'unreachable' } });
  });

  it.each([
    { down: [], state: 'up' },
    { down: ['a'], state: 'degraded' },
    { down: ['a', 'b'], state: 'down' },
  ])('makes a ping $state: $down', async ({ down, state }) => {
    const sources = ['a', 'b'].map((name) => listSource<Item>(name));
    for (const source of sources) if (down.includes(source.name)) source.error = unreachable();
    expect(await merge(sources).ping()).toMatchObject({ state });
  });
});

describe('a merged subscription', () => {
  it('tells one snapshot, then the changes of each part', async () => {
    const a = liveSource('a', { x: item('a', 1) });
    const b = listSource('b', { y: item('b', 1) });
    const { news, stop } = following([a, b]);
    await pass(0);
    const begun = news();
    expect(kinds(begun)).toEqual(['snapshot', 'up-to-date']);
    expect(begun[0]).toMatchObject({ snapshot: { items: new Map([...a.items, ...b.items]), complete: true } });
    expect([...a.queries, ...b.queries]).toEqual(['all', 'all']);

    a.set('x', item('a', 2), ['n']);
    await pass(0);
    expect(news()).toEqual([
      { event: 'changed', key: 'x', item: item('a', 2), before: item('a', 1), via: 'live', why: ['n'] },
    ]);
    b.items = new Map([['z', item('b', 1)]]);
    await pass(20_000);
    expect(news()).toEqual([
      { event: 'changed', key: 'z', item: item('b', 1), via: 'live', why: ['first'] },
      { event: 'removed', key: 'y', before: item('b', 1) },
      { event: 'up-to-date', at: expect.any(Date) },
    ]);
    await stop();
  });

  it('tells of a covered item nothing, and its item once it is not covered', async () => {
    const a = liveSource('a', { x: item('a', 1) });
    const b = liveSource('b', { x: item('b', 1) });
    const { news, stop } = following([a, b]);
    await pass(0);
    news();
    b.set('x', item('b', 2), ['n']);
    await pass(0);
    expect(news()).toEqual([]);
    a.remove('x');
    await pass(0);
    expect(news()).toEqual([
      { event: 'changed', key: 'x', item: item('b', 2), before: item('a', 1), via: 'live', why: ['source'] },
    ]);
    b.remove('x');
    b.remove('x');
    await pass(0);
    expect(news()).toEqual([{ event: 'removed', key: 'x', before: item('b', 2) }]);
    await stop();
  });

  it('tells a heartbeat of the item that is shown only', async () => {
    const a = liveSource('a', { x: item('a', 1) });
    const b = liveSource('b', { x: item('b', 1) });
    const { news, stop } = following([a, b]);
    await pass(0);
    news();
    a.set('x', a.items.get('x') as Item, ['heartbeat']);
    b.set('x', b.items.get('x') as Item, ['heartbeat']);
    await pass(0);
    expect(news()).toMatchObject([{ event: 'changed', item: item('a', 1), why: ['heartbeat'] }]);
    await stop();
  });

  it('ends in the picture that the parts have, whatever changes when', async () => {
    const step = fc.record({
      part: fc.nat(2),
      key: fc.constantFrom('x', 'y', '__proto__'),
      n: fc.option(fc.nat(9), { nil: undefined }),
      isSeen: fc.boolean(),
    });
    const steps = fc.array(step, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom<Collision<Item>>('first', 'separate', newest),
        async (given, collision) => {
          const parts = ['a', 'b', 'c'].map((name) => liveSource(name, { x: item(name, 5) }));
          const { news, stop } = following(parts, { collision });
          for (const { part, key, n, isSeen } of given) {
            const source = parts[part] as (typeof parts)[number];
            if (isSeen) await pass(0);
            if (n === undefined) source.remove(key);
            else source.set(key, item(source.name, n), ['n']);
          }
          await pass(0);
          const shown = new Map<string, Item>();
          for (const event of news()) {
            if (event.event === 'snapshot') for (const [key, one] of event.snapshot.items) shown.set(key, one);
            if (event.event !== 'changed' && event.event !== 'removed') continue;
            expect(event.before).toEqual(shown.get(event.key));
            if (event.event === 'changed') shown.set(event.key, event.item);
            else shown.delete(event.key);
          }
          expect(shown).toEqual((await merge(parts, { collision }).list()).items);
          await stop();
        },
      ),
    );
  });

  it('begins without a part that is down, and tells all again when it is there', async () => {
    const a = liveSource('a', { x: item('a', 1) });
    const b = listSource('b', { y: item('b', 1) });
    b.error = unreachable();
    const { news, stop } = following([a, b]);
    await pass(0);
    const begun = news();
    expect(kinds(begun)).toEqual(['health', 'snapshot', 'up-to-date']);
    expect(begun).toMatchObject([
      { health: { state: 'degraded' } },
      { snapshot: { items: a.items, complete: false, health: { a: { state: 'up' }, b: { state: 'down' } } } },
      {},
    ]);

    b.error = undefined;
    await pass(40_000);
    const again = news();
    expect(kinds(again).slice(0, 3)).toEqual(['health', 'snapshot', 'up-to-date']);
    expect(again).toMatchObject([{ health: { state: 'up' } }, { snapshot: { complete: true } }, ...again.slice(2)]);
    await stop();
  });

  it('keeps the items of a part that goes down, tells its health, and goes on with the others', async () => {
    const [a, b] = [liveSource('a', { x: item('a', 1) }), liveSource('b', { y: item('b', 1) })];
    const { news, stop } = following([a, b]);
    await pass(0);
    news();
    b.breaks(unreachable());
    await pass(0);
    a.set('x', item('a', 2), ['n']);
    a.upToDate();
    await pass(0);
    expect(news()).toMatchObject([
      { event: 'health', health: { state: 'degraded', error: { code: 'unreachable' } } },
      { event: 'changed', key: 'x' },
      { event: 'up-to-date' },
    ]);
    await pass(2000);
    const again = news();
    expect(kinds(again)).toEqual(['health', 'snapshot', 'up-to-date']);
    expect(again).toMatchObject([
      { health: { state: 'up' } },
      { snapshot: { complete: true, items: new Map([...a.items, ...b.items]) } },
      {},
    ]);
    await stop();
  });

  it('begins a part again that ends by itself', async () => {
    const [a, b] = [liveSource('a', { x: item('a', 1) }), liveSource<Item>('b')];
    const { news, stop } = following([a, b]);
    await pass(0);
    news();
    a.breaks();
    await pass(0);
    expect(news()).toMatchObject([{ event: 'health', health: { state: 'degraded' } }]);
    await pass(2000);
    expect(kinds(news())).toContain('snapshot');
    await stop();
  });

  it('tells nothing but health while every part is down', async () => {
    const [a, b] = [listSource('a', { x: item('a', 1) }), listSource<Item>('b')];
    a.error = b.error = unreachable();
    const { news, stop } = following([a, b], { poll: { everyMs: 1000 } });
    await pass(10_000);
    const events = news();
    expect(new Set(kinds(events))).toEqual(new Set(['health']));
    expect(events.at(-1)).toMatchObject({ health: { state: 'down' } });
    a.error = b.error = undefined;
    await pass(60_000);
    expect(kinds(news())).toContain('snapshot');
    await stop();
  });

  it('ends with the error of an invalid query, and leaves no part behind', async () => {
    const [a, b] = [liveSource<Item>('a'), listSource<Item>('b')];
    b.error = new TelemetryError('invalid-query', 'wrong');
    const { ended } = following([a, b]);
    await expect(ended).rejects.toBe(b.error);
    await pass(0);
    expect(a.open).toBe(0);
  });

  it('ends with its loop and leaves no part behind', async () => {
    const [a, b] = [liveSource('a', { x: item('a', 1) }), listSource<Item>('b')];
    for await (const event of merge([a, b]).subscribe()) {
      expect(event.event).toBe('snapshot');
      expect(a.open).toBe(1);
      break;
    }
    await pass(0);
    expect(a.open).toBe(0);
  });

  it('waits with every part while its reader is busy', async () => {
    const a = liveSource('a', { x: item('a', 1) });
    let told = 0;
    for await (const event of merge([a]).subscribe()) {
      if (event.event === 'snapshot') for (let n = 0; n < 1000; n += 1) a.set('x', item('a', n), ['n']);
      if (event.event !== 'changed') continue;
      told += 1;
      expect(a.taken).toBeLessThanOrEqual(told + 4);
      if (told === 100) break;
    }
    await pass(0);
  });

  it('polls as it is told', async () => {
    const b = listSource('b', { x: item('b', 1) });
    const { news, stop } = following([b], {
      poll: { everyMs: 500, isChange: (before, now) => (now.n - before.n > 1 ? ['jump'] : []) },
    });
    await pass(0);
    news();
    b.items = new Map([['x', item('b', 2)]]);
    await pass(500);
    b.items = new Map([['x', item('b', 3)]]);
    await pass(500);
    expect(news().filter(({ event }) => event === 'changed')).toMatchObject([{ why: ['jump'], item: item('b', 3) }]);
    await stop();
  });
});

describe('what cannot be merged', () => {
  it.each([
    { sources: [], options: {}, field: 'sources', says: 'at least one source' },
    { sources: ['a', 'b', 'a'], options: {}, field: 'sources', says: 'two are named `a`: give one another `name`' },
    { sources: ['a'], options: { collision: 'last' }, field: 'collision', says: 'first, separate' },
    { sources: ['a'], options: { colision: 'first' }, field: 'colision', says: 'did you mean `collision`' },
    { sources: ['a'], options: { name: 7 }, field: 'name', says: 'expected a text' },
    { sources: ['a'], options: { poll: {} }, field: 'everyMs', says: 'expected an integer from 1' },
    { sources: ['a'], options: { poll: { everyMs: 0 } }, field: 'everyMs', says: 'expected an integer from 1' },
    { sources: ['a'], options: { poll: { everyMs: 1, signal: 1 } }, field: 'signal', says: 'unknown option' },
  ])('is refused: $sources with $options', ({ sources, options, field, says }) => {
    expect(() =>
      merge(
        sources.map((name) => listSource(name)),
        options as never,
      ),
    ).toThrow(expect.objectContaining({ code: 'invalid-options', fields: { [field]: expect.stringContaining(says) } }));
  });

  it.each([undefined, null, {}, 'ab', [undefined], [{}], [{ name: 'a' }]])('is refused: %j', (sources) => {
    const merging = (): unknown => merge(sources as Source<unknown>[]);
    expect(merging).toThrow(expect.objectContaining({ fields: { sources: expect.stringContaining('a `list`') } }));
  });
});
