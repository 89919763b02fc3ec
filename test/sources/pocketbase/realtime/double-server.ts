import type { TransportFunction, TransportRequest, TransportResponse } from '../../../../src/transport/transport.js';
import { filterOf } from './double-filter.js';

/** A row as PocketBase stores it. */
export interface Row {
  readonly id: string;
  readonly random_id: string;
  readonly nsapp: string;
  readonly status: string;
  readonly exit_code: number;
  readonly created: string;
  readonly updated: string;
}

/** What happened, and the row as it is told. */
export type DoubleEvent = readonly [action: 'create' | 'update' | 'delete', row: Row];

/** A stream of the double. */
interface Stream {
  readonly clientId: string;
  topics: readonly string[];
  readonly send: (text: string) => void;
  readonly end: () => void;
}

/**
 * A PocketBase as far as a subscription asks, which tells its events in whatever order a test wants: a row is stored
 * with `rows`, and told with `tell`. It ends a stream as PocketBase does.
 */
export class DoubleServer {
  readonly rows = new Map<string, Row>();
  readonly streams = new Set<Stream>();
  /** Method and URL of each request. */
  readonly requests: string[] = [];
  /** What answers instead, where it gives an answer. */
  instead: (request: TransportRequest) => TransportResponse | Promise<TransportResponse> | undefined = () => undefined;
  /** How long it takes to answer. */
  delayMs = 1;
  #opened = 0;

  /** Tells events to the subscribers of the collection, in one piece. */
  tell(...events: readonly DoubleEvent[]): void {
    this.send((topic) =>
      events.map(([action, record]) => `event:${topic}\ndata:${JSON.stringify({ action, record })}\n\n`).join(''),
    );
  }

  /** Sends any text to the subscribers. */
  send(textFor: (topic: string) => string): void {
    for (const { send, topics } of this.streams) {
      for (const topic of topics) send(textFor(topic));
    }
  }

  /** Ends all streams. */
  hangUp(): void {
    for (const { end } of [...this.streams]) end();
  }

  readonly transport: TransportFunction = async (request) => {
    this.requests.push(`${request.method} ${decodeURIComponent(request.url.slice(request.url.indexOf('/api')))}`);
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(end, this.delayMs);
      request.signal.addEventListener('abort', end, { once: true });
    });
    request.signal.throwIfAborted();
    return this.instead(request) ?? this.#answer(request);
  };

  #answer({ method, url, body, signal }: TransportRequest): TransportResponse {
    const { pathname, searchParams } = new URL(url);
    if (pathname !== '/api/realtime') return json(this.#list(searchParams));
    if (method === 'GET') return { status: 200, body: this.#open(signal) };
    const { clientId, subscriptions } = JSON.parse(body as string) as { clientId: string; subscriptions: string[] };
    const stream = [...this.streams].find((one) => one.clientId === clientId);
    if (stream === undefined) return json({ code: 404, message: 'Missing or invalid client id.' }, 404);
    stream.topics = subscriptions;
    return { status: 204, body: null };
  }

  #open(signal: AbortSignal): ReadableStream<Uint8Array> {
    const clientId = `client-${(this.#opened += 1)}`;
    const encoder = new TextEncoder();
    let end = (): void => undefined;
    return new ReadableStream({
      start: (controller) => {
        let idle: ReturnType<typeof setTimeout>;
        const life = setTimeout(() => end(), 1_800_000);
        const send = (text: string): void => {
          controller.enqueue(encoder.encode(text));
          clearTimeout(idle);
          idle = setTimeout(() => end(), 300_000);
        };
        const stream: Stream = { clientId, topics: [], send, end: () => end() };
        end = () => {
          if (!this.streams.delete(stream)) return;
          clearTimeout(idle);
          clearTimeout(life);
          signal.removeEventListener('abort', end);
          if (signal.aborted) controller.error(signal.reason);
          else controller.close();
        };
        signal.addEventListener('abort', end);
        this.streams.add(stream);
        send(`id:${clientId}\nevent:PB_CONNECT\ndata:${JSON.stringify({ clientId })}\n\n`);
      },
      cancel: () => end(),
    });
  }

  #list(parameters: URLSearchParams): object {
    const matches = filterOf(parameters.get('filter') ?? '', () => new Date().toISOString().replace('T', ' '));
    const found = [...this.rows.values()].filter(matches);
    const sort = (parameters.get('sort') ?? 'id').split(',');
    found.sort((a, b) => {
      for (const key of sort) {
        const column = key.replace('-', '') as keyof Row;
        if (a[column] !== b[column]) return (a[column] < b[column] ? -1 : 1) * (key.startsWith('-') ? -1 : 1);
      }
      return 0;
    });
    const perPage = Math.min(1_000, Number(parameters.get('perPage')));
    const items = found.slice(0, perPage).map((row) => ({ ...row, collectionId: 'the_collection_id' }));
    return { items, perPage, totalItems: parameters.has('skipTotal') ? -1 : found.length };
  }
}

function json(value: object, status = 200): TransportResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
