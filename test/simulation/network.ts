import type { TransportFunction, TransportRequest, TransportResponse } from '../../src/index.js';
import type { Random } from './random.js';
import type { AnswerOfServer, RequestOnServer, SimulatedServer } from './server.js';
import type { VirtualClock } from './virtual-clock.js';

export const BASE_URL = 'https://pb.example/prefix';

/** A request as it left a process. */
export interface SentRequest extends RequestOnServer {
  readonly process: string;
  readonly client: string;
  /** Whether its process still waits for the answer. */
  isAwaited: boolean;
}

/** What may become of a request on its way, of its answer, and in place of an answer. */
const FAULTS = [
  'refused-connection',
  'lost-before',
  'lost-after',
  'silent-before',
  'silent-after',
  'duplicated',
  'lands-late',
  'cut-answer',
  'stalled-answer',
  'long-answer',
  'rate-limited',
  'unavailable-before',
  'unavailable-after',
  'no-reason',
  'no-reason-after',
  'forbidden',
  'too-large',
  'captive-portal',
  'no-content',
  'list-instead',
  'another-record',
  'nested-id',
  'odd-status',
  'moved',
  'moved-elsewhere',
  'downgraded',
  'moved-in-circles',
  'moved-nowhere',
] as const;

const HTML = '<!doctype html><title>Please log in</title>';
const CONNECTION_REFUSED = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
const CONNECTION_LOST = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });

/** The way between processes and the server. */
export class Network {
  /** How likely a request meets a fault. */
  faultRate = 0;
  /** Called with each request before it is on its way. */
  onSend: (request: SentRequest) => void = () => undefined;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #server: SimulatedServer;
  readonly #note: (text: string) => void;

  constructor(clock: VirtualClock, random: Random, server: SimulatedServer, note: (text: string) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#server = server;
    this.#note = note;
  }

  /** The transport of one client in one process. */
  transportOf(process: string, client: string): TransportFunction {
    return (request) => this.#send(request, process, client);
  }

  #send({ method, url, body, signal }: TransportRequest, process: string, client: string): Promise<TransportResponse> {
    const sent: SentRequest = {
      method,
      url: new URL(url),
      body: body === undefined ? {} : (JSON.parse(body) as SentRequest['body']),
      process,
      client,
      isAwaited: true,
    };
    const fault = this.#random.chance(this.faultRate) ? this.#random.pick(FAULTS) : 'none';
    this.#note(`${client} sends ${method} ${sent.url.pathname} ${body ?? ''} [${fault}]`);
    this.onSend(sent);

    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        sent.isAwaited = false;
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = (how: () => void, delayMs = this.#travelMs()): void => {
        this.#clock.after(
          delayMs,
          () => {
            signal.removeEventListener('abort', onAbort);
            sent.isAwaited = false;
            how();
          },
          process,
        );
      };
      const answer = (response: TransportResponse): void =>
        settle(() => {
          this.#note(`${client} is answered ${response.status}`);
          resolve(response);
        });
      const fail = (error: Error): void =>
        settle(() => {
          this.#note(`${client} gets no answer`);
          reject(error);
        });
      this.#meet(fault, sent, answer, fail, signal);
    });
  }

  #meet(
    fault: (typeof FAULTS)[number] | 'none',
    sent: SentRequest,
    answer: (response: TransportResponse) => void,
    fail: (error: Error) => void,
    signal: AbortSignal,
  ): void {
    const arrive = (then: (answer: AnswerOfServer) => void, delayMs = this.#travelMs()): void => {
      this.#clock.after(delayMs, () => this.#server.receive(sent, then), 'server');
    };
    const nobody = (): void => undefined;
    const moved = (location: string): TransportResponse => ({
      status: this.#random.pick([301, 302, 303, 307, 308]),
      headers: { location },
      body: null,
    });

    switch (fault) {
      case 'none':
        return arrive((given) => answer(whole(given)));
      case 'refused-connection':
        return fail(CONNECTION_REFUSED);
      case 'lost-before':
        return fail(CONNECTION_LOST);
      case 'lost-after':
        return arrive(() => fail(CONNECTION_LOST));
      case 'silent-before':
        return;
      case 'silent-after':
        return arrive(nobody);
      case 'duplicated':
        arrive(nobody, this.#travelMs() + this.#random.between(0, 20_000));
        return arrive((given) => answer(whole(given)));
      case 'lands-late':
        return arrive((given) => answer(whole(given)), this.#random.between(1_000, 60_000));
      case 'cut-answer':
        return arrive((given) => answer({ ...whole(given), body: broken(given, 'cut', signal) }));
      case 'stalled-answer':
        return arrive((given) => answer({ ...whole(given), body: broken(given, 'stalled', signal) }));
      case 'long-answer':
        return arrive((given) =>
          answer({ ...whole(given), body: `${JSON.stringify(given.json)}${' '.repeat(5_000)}` }),
        );
      case 'rate-limited':
        return answer({ status: this.#random.pick([425, 429]), headers: this.#retryAfter(), body: 'slow down' });
      case 'unavailable-before':
        return answer({ status: this.#unavailable(), headers: this.#retryAfter(), body: HTML });
      case 'unavailable-after':
        return arrive(() => answer({ status: this.#unavailable(), body: HTML }));
      case 'no-reason':
        return answer({ status: 400, body: '{"status":400,"message":"Failed.","data":{}}' });
      case 'no-reason-after':
        return arrive(() => answer({ status: 400, body: '{"status":400,"message":"Failed.","data":{}}' }));
      case 'forbidden':
        return answer({ status: this.#random.pick([401, 403]), body: '{"message":"Only superusers.","data":{}}' });
      case 'too-large':
        return answer({ status: 413, body: '{"message":"Request entity too large.","data":{}}' });
      case 'captive-portal':
        return answer({ status: 200, headers: { 'content-type': 'text/html' }, body: HTML });
      case 'no-content':
        return arrive(() => answer({ status: 204, body: null }));
      case 'list-instead': {
        // As if the query had been lost on the way, with what it asks for.
        const items = [...this.#server.rows.values()];
        return answer({ status: 200, body: JSON.stringify({ items, page: 1, perPage: 30 }) });
      }
      case 'another-record':
        if (sent.method === 'GET') return answer({ status: 200, body: '{"items":{}}' });
        return answer({ status: 200, body: JSON.stringify([...this.#server.rows.values()][0] ?? {}) });
      case 'nested-id': {
        const record = [...this.#server.rows.values()][0];
        return answer({ status: 200, body: JSON.stringify({ data: record, record: { id: record?.id } }) });
      }
      case 'odd-status':
        return answer({ status: this.#random.pick([0, 100, 304, 600, 999, Number.NaN]), body: '{}' });
      case 'moved':
        return answer(
          moved(
            `${sent.url.pathname}${sent.url.search}`.replace('/prefix', `/prefix${this.#random.pick(['', '/new'])}`),
          ),
        );
      case 'moved-elsewhere':
        return answer(moved(`https://elsewhere.example${sent.url.pathname}`));
      case 'downgraded':
        return answer(moved(`http://pb.example${sent.url.pathname}`));
      case 'moved-in-circles':
        return answer(moved(sent.url.href));
      case 'moved-nowhere':
        return answer({ ...moved(''), headers: {} });
    }
  }

  #travelMs(): number {
    return this.#random.chance(0.05) ? this.#random.between(500, 8_000) : this.#random.between(0, 300);
  }

  #unavailable(): number {
    return this.#random.pick([408, 500, 502, 503, 504]);
  }

  #retryAfter(): Record<string, string> {
    return this.#random.pick<Record<string, string>>([
      {},
      { 'retry-after': String(this.#random.between(0, 20)) },
      { 'Retry-After': new Date(Date.now() + this.#random.between(-5_000, 20_000)).toUTCString() },
      { 'retry-after': 'soon' },
    ]);
  }
}

function whole({ status, json }: AnswerOfServer): TransportResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}

/** An answer's body that never comes to its end. */
function broken({ json }: AnswerOfServer, how: 'cut' | 'stalled', signal: AbortSignal): ReadableStream<Uint8Array> {
  const text = JSON.stringify(json);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.length >> 1)));
      if (how === 'cut') controller.error(CONNECTION_LOST);
      else signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
    },
  });
}
