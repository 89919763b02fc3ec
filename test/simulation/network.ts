import type { TransportRequest, TransportResponse } from '../../src/index.js';
import { IN_CIRCLES } from './faults.js';
import type { Random } from './random.js';
import type { Connect, RequestOnServer, ServerKind } from './server-kind.js';
import type { VirtualClock } from './virtual-clock.js';

export const HOST = 'pb.example';

/** A request as it left a process. */
export interface SentRequest extends RequestOnServer {
  readonly process: string;
  readonly client: string;
  /** The body as it left. */
  readonly text: string;
  readonly at: number;
  /** Whether its process still waits for the answer. */
  isAwaited: boolean;
  /** Whether a connection was made. */
  hasLeft: boolean;
  /** Redirects that were followed to here. */
  hops: number;
  isFollowed: boolean;
  answered?: { readonly at: number; readonly status: number; readonly headers: Readonly<Record<string, string>> };
}

/** The way between processes and the server. */
export class Network {
  /** How likely a request meets a fault. */
  faultRate = 0;
  /** Nothing is ever slow. */
  isFast = false;
  /** Called with each request before it is on its way. */
  onSend: (request: SentRequest) => void = () => undefined;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #kind: ServerKind;
  readonly #note: (text: string) => void;

  constructor(clock: VirtualClock, random: Random, kind: ServerKind, note: (text: string) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#kind = kind;
    this.#note = note;
  }

  /** Connects the clients of one process. */
  connect(process: string): Connect {
    return (clientOf) => (request) => this.#send(request, process, clientOf(request.signal));
  }

  #send(
    { method, url, body = '', signal }: TransportRequest,
    process: string,
    client: string,
  ): Promise<TransportResponse> {
    // What a killed process would still have done it does no more.
    if (this.#clock.isDead(process)) return new Promise(() => undefined);
    const sent: SentRequest = {
      method,
      url: new URL(url),
      body: body === '' ? {} : (JSON.parse(body) as SentRequest['body']),
      process,
      client,
      text: body,
      at: this.#clock.now,
      isAwaited: true,
      hasLeft: true,
      hops: 0,
      isFollowed: false,
    };
    const fault = this.#faultOf(sent);
    this.#note(`${client} sends ${method} ${sent.url.pathname} ${body} [${fault}]`);
    this.onSend(sent);

    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        sent.isAwaited = false;
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = (how: () => void): void => {
        this.#clock.after(
          this.#travelMs(),
          () => {
            if (!sent.isAwaited) return;
            signal.removeEventListener('abort', onAbort);
            sent.isAwaited = false;
            how();
          },
          process,
        );
      };
      const answer = (response: TransportResponse): void =>
        settle(() => {
          const { status, headers = {} } = response;
          this.#note(`${client} is answered ${status}`);
          sent.answered = { at: this.#clock.now, status, headers: headers as Record<string, string> };
          resolve(response);
        });
      const fail = (error: Error): void =>
        settle(() => {
          this.#note(`${client} gets no answer`);
          reject(error);
        });
      this.#meet(fault, sent, { answer, fail, signal });
    });
  }

  #meet(
    fault: string,
    sent: SentRequest,
    back: {
      answer: (response: TransportResponse) => void;
      fail: (error: Error) => void;
      signal: AbortSignal;
    },
  ): void {
    // A server that has learnt https sends everybody there.
    if (fault === 'none' && sent.url.protocol === 'http:') {
      const location = `https:${sent.url.href.slice('http:'.length)}`;
      return back.answer({ status: this.#random.pick([301, 308]), headers: { location }, body: null });
    }
    this.#kind.faults.meet(fault, {
      ...back,
      sent,
      random: this.#random,
      arrive: (then, delayMs = 0) => {
        this.#clock.after(this.#travelMs() + delayMs, () => this.#kind.receive(sent, then), 'server');
      },
    });
  }

  #faultOf({ url }: SentRequest): string {
    if (url.pathname.startsWith(IN_CIRCLES)) return 'moved-in-circles';
    return this.#random.chance(this.faultRate) ? this.#random.pick(this.#kind.faults.names) : 'none';
  }

  #travelMs(): number {
    if (this.isFast) return this.#random.between(0, 20);
    return this.#random.chance(0.05) ? this.#random.between(500, 8_000) : this.#random.between(0, 300);
  }
}
