import { toTelemetryError } from '../errors.js';
import { backOffMs } from './back-off.js';
import type { Collision } from './merged-items.js';
import { mergedPicture, type Told } from './merged-picture.js';
import type { Source } from './source.js';
import type { SourceEvent } from './source-event.js';
import { pause } from './subscription.js';
import { watch, type WatchOptions } from './watch.js';

/** How long after its end a subscription that broke is begun again, at least. */
const USUAL_PAUSE_MS = 1000;

interface Rules<T, Query> {
  readonly query: Query | undefined;
  readonly collision: Collision<T>;
  readonly poll: Pick<WatchOptions<T>, 'everyMs' | 'isChange'>;
}

/** Merges the subscriptions of sources. A source that is faster than the reader waits for it. */
export async function* mergedEvents<T, Query>(
  sources: readonly Source<T, Query>[],
  rules: Rules<T, Query>,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent<T>, void> {
  const told = handover<{ place: number; event: Told<T> }>(signal);
  for (const [place, source] of sources.entries()) {
    void follow(source, rules, signal, (event) => told.give({ place, event }));
  }
  const picture = mergedPicture<T>(
    sources.map(({ name }) => name),
    rules.collision,
  );
  for (let next = await told.take(); next !== undefined; next = await told.take()) {
    yield* picture(next.place, next.event);
  }
}

/** Tells what a source tells, and begins again when its subscription ends. Never rejects. */
async function follow<T, Query>(
  source: Source<T, Query>,
  { query, poll }: Rules<T, Query>,
  signal: AbortSignal,
  tell: (event: Told<T>) => Promise<void>,
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    let error = toTelemetryError(new Error(`The subscription to ${source.name} ended`));
    try {
      const events = source.subscribe?.(query, { signal }) ?? watch(source, { ...poll, query, signal });
      for await (const event of events) {
        if (event.event === 'up-to-date') failures = 0;
        await tell(event);
        if (signal.aborted) return;
      }
    } catch (thrown) {
      error = toTelemetryError(thrown);
    }
    if (signal.aborted) return;
    await tell({ event: 'broken', error });
    await pause(backOffMs(USUAL_PAUSE_MS, failures, error), signal);
  }
}

/** Hands events over one at a time: who gives one waits until it is taken. Ends with the signal. */
function handover<E>(signal: AbortSignal): {
  give(event: E): Promise<void>;
  take(): Promise<E | undefined>;
} {
  const waiting: { event: E; taken: () => void }[] = [];
  let wake = (): void => undefined;
  signal.addEventListener('abort', () => {
    wake();
    for (const { taken } of waiting) taken();
  });
  return {
    give: (event) =>
      new Promise((taken) => {
        waiting.push({ event, taken });
        if (signal.aborted) taken();
        wake();
      }),
    async take() {
      while (!signal.aborted) {
        const next = waiting.shift();
        next?.taken();
        if (next) return next.event;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return undefined;
    },
  };
}
