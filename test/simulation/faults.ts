import type { TransportResponse } from '../../src/index.js';
import type { SentRequest } from './network.js';
import type { Random } from './random.js';
import type { AnswerOfServer } from './server-kind.js';

/** What may become of a request on its way, of its answer, and in place of an answer, whatever the server. */
export const COMMON_FAULTS = [
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
  'answered-201',
  'rate-limited',
  'unavailable-before',
  'unavailable-after',
  'forbidden',
  'too-large',
  'captive-portal',
  'no-content',
  'odd-status',
  'moved',
  'moved-elsewhere',
  'moved-to-a-port',
  'downgraded',
  'moved-in-circles',
  'moved-nowhere',
] as const;

export type CommonFault = (typeof COMMON_FAULTS)[number] | 'none';

/** The faults requests to one kind of server may meet. */
export interface Faults {
  readonly names: readonly string[];
  /** Lets a request meet a fault, or `none`. */
  meet(fault: string, way: Way): void;
}

/** One request on its way, and what may be done with it. */
export interface Way {
  readonly sent: SentRequest;
  readonly signal: AbortSignal;
  readonly random: Random;
  /** Brings the request to the server. */
  readonly arrive: (then: (answer: AnswerOfServer) => void, delayMs?: number) => void;
  readonly answer: (response: TransportResponse) => void;
  readonly fail: (error: Error) => void;
}

/** The path from which everything is moved to itself. */
export const IN_CIRCLES = '/in-circles';

const HTML = '<!doctype html><title>Please log in</title>';
const CONNECTION_REFUSED = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
const CONNECTION_LOST = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });

/** Lets a request meet a fault that may come between any client and any server, or none. */
export function meetCommon(fault: CommonFault, way: Way): void {
  const { sent, signal, random, arrive, answer, fail } = way;
  const nobody = (): void => undefined;
  const { pathname, search, host, href } = sent.url;
  const moved = (location: string): TransportResponse => movedTo(location, random);

  switch (fault) {
    case 'none':
      return arrive((given) => answer(whole(given)));
    case 'refused-connection':
      sent.hasLeft = false;
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
      arrive(nobody, random.between(0, 20_000));
      return arrive((given) => answer(whole(given)));
    case 'lands-late':
      return arrive((given) => answer(whole(given)), random.between(1_000, 60_000));
    case 'cut-answer':
      return arrive((given) => answer({ ...whole(given), body: broken(given, 'cut', signal) }));
    case 'stalled-answer':
      return arrive((given) => answer({ ...whole(given), body: broken(given, 'stalled', signal) }));
    case 'long-answer':
      return arrive((given) => answer({ ...whole(given), body: `${textOf(given)}${' '.repeat(5_000)}` }));
    case 'answered-201':
      return arrive((given) => answer({ ...whole(given), status: given.status < 300 ? 201 : given.status }));
    case 'rate-limited':
      return answer({ status: random.pick([425, 429]), headers: retryAfter(random), body: 'slow down' });
    case 'unavailable-before':
      return answer({ status: unavailable(random), headers: retryAfter(random), body: HTML });
    case 'unavailable-after':
      return arrive(() => answer({ status: unavailable(random), headers: retryAfter(random), body: HTML }));
    case 'forbidden':
      return answer({ status: random.pick([401, 403]), body: '{"message":"Only superusers.","data":{}}' });
    case 'too-large':
      return answer({ status: 413, body: '{"message":"Request entity too large.","data":{}}' });
    case 'captive-portal':
      return answer({ status: 200, headers: { 'content-type': 'text/html' }, body: HTML });
    case 'no-content':
      return arrive(() => answer({ status: 204, body: null }));
    case 'odd-status':
      return answer({ status: random.pick([0, 100, 304, 600, 999, Number.NaN]), body: '{}' });
    case 'moved':
      return answer(moved(`${pathname}${search}`.replace('/prefix', `/prefix${random.pick(['', '/new'])}`)));
    case 'moved-elsewhere':
      return answer(moved(`https://elsewhere.example${pathname}`));
    case 'moved-to-a-port':
      return answer(moved(`https://${host}:8443${pathname}${search}`));
    case 'downgraded':
      return answer(moved(`http://${host}${pathname}`));
    case 'moved-in-circles':
      return answer(moved(href.replace('/prefix', IN_CIRCLES)));
    case 'moved-nowhere':
      return answer({ ...moved(''), headers: {} });
  }
}

export function movedTo(location: string, random: Random): TransportResponse {
  return { status: random.pick([301, 302, 303, 307, 308]), headers: { location }, body: null };
}

function unavailable(random: Random): number {
  return random.pick([408, 500, 502, 503, 504]);
}

function retryAfter(random: Random): Record<string, string> {
  return random.pick<Record<string, string>>([
    {},
    { 'retry-after': String(random.between(0, 20)) },
    { 'Retry-After': new Date(Date.now() + random.between(-5_000, 20_000)).toUTCString() },
    { 'retry-after': 'soon' },
  ]);
}

/** The answer as the server gave it. */
export function whole(answer: AnswerOfServer): TransportResponse {
  const type = typeof answer.json === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return { status: answer.status, headers: { 'content-type': type }, body: textOf(answer) };
}

function textOf({ json }: AnswerOfServer): string {
  return typeof json === 'string' ? json : JSON.stringify(json);
}

/** An answer's body that never comes to its end. */
function broken(answer: AnswerOfServer, how: 'cut' | 'stalled', signal: AbortSignal): ReadableStream<Uint8Array> {
  const text = textOf(answer);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.length >> 1)));
      if (how === 'cut') controller.error(CONNECTION_LOST);
      else signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
    },
  });
}
