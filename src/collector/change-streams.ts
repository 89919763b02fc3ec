import { guarded } from '../errors.js';
import type { StoreChange } from '../stores/report.js';
import type { Store } from '../stores/store.js';
import { type Answer, eventStreamAnswer } from './answers.js';
import { inPauses } from './in-pauses.js';
import type { Metrics } from './metrics.js';

/** The most open streams. One more is told to try again, since an EventSource gives up after an error. */
const MOST_STREAMS = 500;
const FULL = 'retry: 30000\n\n';

/** A host that sends no headers before the first byte sends them now. */
const OPENING = ': open\nretry: 2000\n\n';
/** Some hosts and proxies cut a connection on which nothing was sent for ten seconds. */
const KEEP_ALIVE = ': keep-alive\n\n';
const KEEP_ALIVE_MS = 8_000;

/** The event streams of a collector: every change of a record, for as long as the client reads. */
export class ChangeStreams {
  readonly #store: Store;
  readonly #metrics: Metrics;
  readonly #open = new Set<AbortController>();
  #isClosed = false;

  constructor(store: Store, metrics: Metrics) {
    this.#store = store;
    this.#metrics = metrics;
  }

  /** Answers with a stream that goes on after the event with this id, where the store still knows it. */
  answer(lastEventId: string | null): Answer {
    if (this.#isClosed) return eventStreamAnswer(streamOf(oneText(OPENING)));
    if (this.#open.size >= MOST_STREAMS) return eventStreamAnswer(streamOf(oneText(FULL)));
    const controller = new AbortController();
    const after = isCursor(lastEventId) ? lastEventId : undefined;
    const changes = this.#store.changes({ after, signal: controller.signal });
    this.#open.add(controller);
    this.#metrics.add('telemetry_streams_open', 1);
    const end = (): void => {
      if (!this.#open.delete(controller)) return;
      this.#metrics.add('telemetry_streams_open', -1);
      controller.abort();
    };
    return eventStreamAnswer(streamOf(eventsOf(changes), end));
  }

  /** Ends all streams, and later ones at once. */
  close(): void {
    this.#isClosed = true;
    for (const controller of this.#open) controller.abort();
  }
}

/** Tells changes as server-sent events, and that the connection is alive. Ends where the store cannot be read. */
async function* eventsOf(changes: AsyncIterable<StoreChange>): AsyncGenerator<string, void> {
  const iterator = changes[Symbol.asyncIterator]();
  yield OPENING;
  let next = inPauses(nextOf(iterator));
  for (;;) {
    const told = await next(KEEP_ALIVE_MS);
    if (told === 'nothing') {
      yield KEEP_ALIVE;
    } else {
      if (told === undefined) return;
      yield eventOf(told);
      next = inPauses(nextOf(iterator));
    }
  }
}

/** The next change; `undefined` at the end. The client reconnects after an error, so that it is an end too. */
async function nextOf(iterator: AsyncIterator<StoreChange>): Promise<StoreChange | undefined> {
  try {
    const next = await iterator.next();
    return next.done === true ? undefined : next.value;
  } catch {
    return undefined;
  }
}

/** Writes a change. JSON has no line end, so that the data is one line. */
function eventOf(change: StoreChange): string {
  const data = change.change === 'stored' ? change.record : change.change === 'removed' ? { key: change.key } : {};
  return `id: ${change.cursor}\nevent: ${change.change}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function* oneText(text: string): AsyncGenerator<string, void> {
  yield await Promise.resolve(text);
}

/** Reads texts only as fast as the client does. `end` is called once, when either side ends. */
function streamOf(texts: AsyncGenerator<string, void>, end: () => void = () => undefined): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await texts.next();
        if (!done) return controller.enqueue(encoder.encode(value));
        end();
        // The client may have left meanwhile.
        guarded(() => controller.close());
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
}

function isCursor(id: string | null): id is string {
  return id !== null && /^[\w.-]{1,64}$/.test(id);
}
