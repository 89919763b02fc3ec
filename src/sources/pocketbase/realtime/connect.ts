import type { Call } from '../../../backends/backend.js';
import { whenAborted } from '../../../when-aborted.js';
import { guarded, TelemetryError, toTelemetryError } from '../../../errors.js';
import { HttpSender } from '../../../transport/http-sender.js';
import { openStream, type ReadCall, refused, withRetries } from '../../http/index.js';
import type { StoredRecord } from '../../records/stored-record.js';
import type { CollectionRequests } from '../collection-requests.js';
import { readRecord, type Row } from '../read-record.js';
import { readEvents, type StreamEvent } from './read-events.js';

/** The longest event that is read by default: as long as the longest page. */
const LONGEST_EVENT = 2 ** 25;

/** A stream that tells every change of a collection. */
export interface Connection {
  /** When it began, by `performance.now()`. */
  readonly openedAt: number;
  /** When it last told something, or began. */
  readonly heardAt: number;
  /** Why it is over; `undefined` while it is not. */
  readonly endedBy: TelemetryError | undefined;
  /** Ends it, if it is not over. */
  readonly close: () => void;
}

/** Takes what a connection tells. */
export interface Listener {
  /** A record was stored, changed or deleted. */
  readonly onChange: (record: StoredRecord, isDeleted: boolean) => void;
  /** The connection is over. */
  readonly onEnd: () => void;
}

/**
 * Opens a stream of the server's events and asks for every change of a collection, unfiltered: with a filter PocketBase
 * says nothing of a record that leaves it, and nothing at all if the filter is wrong. A guest is told what the list rule
 * of the collection allows.
 *
 * An event of the collection that cannot be read ends the connection, because it cannot be known what changed.
 *
 * @param collection - Its id or its name, in its own case: another is never told anything, and no error either.
 */
export async function connect(
  requests: CollectionRequests,
  collection: string,
  call: ReadCall,
  { onChange, onEnd }: Listener,
): Promise<Connection> {
  const { options, api } = requests;
  const url = `${api}/realtime`;
  const topic = `${collection}/*`;
  const life = new AbortController();
  const leave = whenAborted(call.signal, () => life.abort(call.signal.reason));
  const openedAt = performance.now();
  const connection = { openedAt, heardAt: openedAt, endedBy: undefined as TelemetryError | undefined, close };

  function close(): void {
    leave();
    life.abort(ended());
  }

  function take(events: readonly StreamEvent[]): void {
    connection.heardAt = performance.now();
    for (const { name, data } of events) {
      if (name !== topic) continue;
      const { action, record } = parse(data);
      const known = readRecord(record);
      if (known?.updated === undefined) throw unreadable();
      onChange(known, action === 'delete');
    }
  }

  async function listen(batches: AsyncIterable<readonly StreamEvent[]>): Promise<void> {
    try {
      for await (const events of batches) take(events);
      connection.endedBy = ended();
    } catch (thrown) {
      connection.endedBy = toTelemetryError(thrown, 'not-sent');
    }
    leave();
    onEnd();
  }

  const once = <T>(ask: (one: Call) => Promise<T>): Promise<T> =>
    withRetries({ ...options, attempts: 1 }, call, new URL(api).origin, ask);
  let told: AsyncGenerator<readonly StreamEvent[], void> | undefined;
  try {
    const clientId = await once(async ({ signal }) => {
      const giveUp = whenAborted(signal, () => life.abort(signal.reason));
      try {
        told = readEvents(await openStream(options, url, life.signal), options.maxAnswerBytes ?? LONGEST_EVENT);
        return clientIdIn((await told.next()).value ?? []);
      } finally {
        giveUp();
      }
    });
    const answer = await once((one) =>
      new HttpSender(options).send({ method: 'POST', url, body: { clientId, subscriptions: [topic] } }, one),
    );
    // A client that the server does not know any more may connect again.
    if (answer.status === 404) throw ended();
    if (answer.status >= 400) throw refused(answer);
    void listen(told as NonNullable<typeof told>);
    return connection;
  } catch (thrown) {
    close();
    // A transport may ignore the signal.
    told?.return().catch(() => undefined);
    throw thrown;
  }
}

function clientIdIn(events: readonly StreamEvent[]): string {
  const greeting = events.find(({ name }) => name === 'PB_CONNECT');
  const { clientId } = parse(greeting?.data ?? '');
  if (typeof clientId === 'string' && clientId !== '') return clientId;
  throw new TelemetryError('unexpected-answer', 'The stream did not begin as PocketBase does: is the URL right?', {
    fate: 'not-sent',
  });
}

function parse(data: string): Row {
  return (guarded((): unknown => JSON.parse(data)) ?? {}) as Row;
}

function ended(): TelemetryError {
  return new TelemetryError('unreachable', 'The stream of changes ended', { fate: 'not-sent' });
}

function unreadable(): TelemetryError {
  const message = 'The server told a change that cannot be read: does the collection have `updated`?';
  return new TelemetryError('unexpected-answer', message, { fate: 'not-sent' });
}
