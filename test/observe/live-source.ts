import type { SourceEvent } from '../../src/observe/index.js';
import { type ListSource, listSource } from './list-source.js';

/** A source that tells what a test changes. */
export interface LiveSource<T> extends ListSource<T> {
  set(key: string, item: T, why: readonly string[]): void;
  remove(key: string): void;
  upToDate(): void;
  /** Ends the subscription, with this error if there is one. */
  breaks(error?: unknown): void;
  /** How many subscriptions are open. */
  open: number;
  /** How many events were taken. */
  taken: number;
}

export function liveSource<T>(name: string, items: Readonly<Record<string, T>> = {}): LiveSource<T> {
  const source = listSource<T>(name, items);
  let events: (SourceEvent<T> | { readonly event: 'breaks'; readonly error: unknown })[] = [];
  let wake = (): void => undefined;
  const tell = (event: (typeof events)[number]): void => {
    events.push(event);
    wake();
  };

  const live: LiveSource<T> = Object.assign(source, {
    open: 0,
    taken: 0,
    set(key: string, item: T, why: readonly string[]) {
      const before = live.items.get(key);
      live.items = new Map([...live.items, [key, item]]);
      tell({ event: 'changed', key, item, ...(before === undefined ? {} : { before }), via: 'live', why });
    },
    remove(key: string) {
      live.items = new Map([...live.items].filter(([other]) => other !== key));
      tell({ event: 'removed', key });
    },
    upToDate: () => tell({ event: 'up-to-date', at: new Date() }),
    breaks: (error?: unknown) => tell({ event: 'breaks', error }),
    async *subscribe(
      query?: string,
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<SourceEvent<T>, void> {
      live.open += 1;
      events = [];
      signal?.addEventListener('abort', () => wake());
      try {
        yield { event: 'snapshot', snapshot: await live.list(query) };
        yield { event: 'up-to-date', at: new Date() };
        while (signal?.aborted !== true) {
          const event = events.shift();
          if (event === undefined) {
            await new Promise<void>((resolve) => (wake = resolve));
          } else if (event.event === 'breaks') {
            if (event.error !== undefined) throw event.error;
            return;
          } else {
            live.taken += 1;
            yield event;
          }
        }
      } finally {
        live.open -= 1;
      }
    },
  });
  return live;
}
