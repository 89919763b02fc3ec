import type { Call } from './calls.js';
import type { Scene } from './invariants.js';
import type { SentRequest } from './network.js';
import type { ServerKind } from './server-kind.js';

const MOST_HOPS = 5;
/** Steps of one update that may each take all attempts, by method. */
const STEPS: Readonly<Record<string, number>> = { POST: 1, PATCH: 2 };

/** Judges requests as they leave: where to, how many, how soon, and what else is on its way. */
export class RequestJudge {
  readonly sent: SentRequest[] = [];
  readonly #scene: Scene;
  readonly #kind: ServerKind;
  readonly #violated: (what: string) => void;

  constructor(scene: Scene, kind: ServerKind, violated: (what: string) => void) {
    this.#scene = scene;
    this.#kind = kind;
    this.#violated = violated;
  }

  /**
   * @param open - The calls under way.
   * @returns those that the request may be of.
   */
  judge(request: SentRequest, open: readonly Call[]): Call[] {
    const { client, url } = request;
    const calls = open.filter((call) => call.client === client && this.isOf(request, call.key));
    const same = this.sent.filter((other) => this.#isSame(other, request));
    if (!this.#scene.origins.includes(url.origin)) this.#violated(`a request went to ${url.origin}`);
    if (calls.length === 0) this.#violated(`${client} sends a ${request.method} though no call of it is open`);
    this.#judgeCompany(request, calls);
    this.#follow(request, same);
    if (request.hops === 0) {
      this.#judgePatience(request, same, calls);
      this.#judgeNumber(request, calls);
    }
    this.sent.push(request);
    return calls;
  }

  /** Whether a request is about this, as far as it shows. */
  isOf(request: SentRequest, key: string): boolean {
    return (this.#kind.keyIn(request) ?? key) === key;
  }

  /** Whether two requests of one client do the same thing. */
  #isSame(one: SentRequest, other: SentRequest): boolean {
    return (
      one.client === other.client &&
      one.method === other.method &&
      (one.method !== 'PATCH' || this.#kind.keyIn(one) === this.#kind.keyIn(other)) &&
      one.text === other.text
    );
  }

  /** One end at a time, and none beside a create that it was to wait for. */
  #judgeCompany(request: SentRequest, calls: readonly Call[]): void {
    if (!isEnding(request)) return;
    const updates = calls.filter(({ operation }) => operation === 'update');
    for (const { key } of updates.slice(0, 1)) {
      for (const [place, other] of this.sent.entries()) {
        if (!other.isAwaited || other.method === 'GET' || !this.isOf(other, key)) continue;
        const { reported } = this.#scene;
        const isPromised = reported.promiser(other.client, key) === reported.promiser(request.client, key);
        if (isEnding(other) && isPromised) this.#violated(`${request.client} sends an end while another is on its way`);
        const isKnown = other.client === request.client && updates.every(({ since }) => since.sentBefore > place);
        if (!isEnding(other) && isKnown)
          this.#violated(`${request.client} sends an end while the create it knows of is on its way`);
      }
    }
  }

  /** Counts the redirects that are followed. */
  #follow(request: SentRequest, same: readonly SentRequest[]): void {
    const from = same.find((other) => isRedirectTo(other, request));
    if (from === undefined) return;
    from.isFollowed = true;
    request.hops = from.hops + 1;
    if (request.hops > MOST_HOPS) this.#violated(`${request.client} follows ${request.hops} redirects`);
  }

  #judgePatience(request: SentRequest, same: readonly SentRequest[], calls: readonly Call[]): void {
    if (request.method === 'GET') return;
    const last = same.at(-1);
    if (last === undefined || mayFollowAt(last, request.at) <= request.at) return;
    const place = this.sent.indexOf(last);
    // A call that begins later need not know.
    if (calls.some((call) => isFor(request, call) && call.sentBefore <= place)) {
      this.#violated(`${request.client} sends a ${request.method} again before its Retry-After`);
    }
  }

  #judgeNumber(request: SentRequest, calls: readonly Call[]): void {
    for (const call of calls) {
      const from = call.isOneTry && isEnding(request) ? 0 : call.sentBefore;
      const tries = this.sent
        .slice(from)
        .filter(({ client, method, hops }) => client === request.client && method === request.method && hops === 0)
        .filter((other) => isFor(other, call) && this.isOf(other, call.key)).length;
      const most = call.isOneTry ? 1 : call.attempts * (STEPS[request.method] ?? Infinity);
      if (isFor(request, call) && tries + 1 > most)
        this.#violated(`${call.label} sends ${tries + 1} ${request.method}s, at most ${most}`);
    }
  }
}

/** Whether a request stores an end. */
export function isEnding({ method, body }: SentRequest): boolean {
  return method !== 'GET' && body['status'] !== 'installing';
}

/** Whether a call of this kind sends such a request. */
export function isFor(request: SentRequest, { operation }: Call): boolean {
  return request.method === 'GET' || isEnding(request) === (operation === 'update');
}

function isRedirectTo({ answered, url, isFollowed }: SentRequest, request: SentRequest): boolean {
  if (answered === undefined || isFollowed || answered.at !== request.at) return false;
  const { location } = answered.headers;
  if (location === undefined) return false;
  return answered.status >= 300 && answered.status < 400 && new URL(location, url).href === request.url.href;
}

/** When the server's Retry-After is over. */
function mayFollowAt({ answered }: SentRequest, now: number): number {
  if (answered === undefined || answered.status < 408) return 0;
  const value = answered.headers['retry-after'] ?? answered.headers['Retry-After'] ?? '';
  if (/^\d+$/.test(value)) return answered.at + Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : date - (Date.now() - Math.floor(now));
}
