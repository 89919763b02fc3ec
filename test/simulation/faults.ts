import type { TransportResponse } from '../../src/index.js';
import type { SentRequest } from './network.js';
import type { Random } from './random.js';
import { type AnswerOfServer, type SimulatedServer, STRANGER } from './server.js';

/** What may become of a request on its way, of its answer, and in place of an answer. */
export const FAULTS = [
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
  'no-reason',
  'no-reason-after',
  'fields-refused',
  'forbidden',
  'too-large',
  'captive-portal',
  'no-content',
  'list-instead',
  'another-record',
  'outdated-id',
  'nested-id',
  'odd-status',
  'moved',
  'moved-after',
  'moved-elsewhere',
  'moved-to-a-port',
  'downgraded',
  'moved-in-circles',
  'moved-nowhere',
] as const;

export type Fault = (typeof FAULTS)[number];

/** One request on its way, and what may be done with it. */
export interface Way {
  readonly sent: SentRequest;
  readonly signal: AbortSignal;
  readonly random: Random;
  readonly server: SimulatedServer;
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
const NO_REASON = '{"status":400,"message":"Failed.","data":{}}';
const BAD_FIELD =
  '{"status":400,"message":"Failed.","data":{"type":{"code":"validation_invalid_value","message":"No."}}}';

/** Lets a request meet a fault, or none. */
export function meet(fault: Fault | 'none', way: Way): void {
  const { sent, signal, random, server, arrive, answer, fail } = way;
  const nobody = (): void => undefined;
  const { pathname, search, host, href } = sent.url;
  const moved = (location: string): TransportResponse => ({
    status: random.pick([301, 302, 303, 307, 308]),
    headers: { location },
    body: null,
  });

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
      return arrive((given) => answer({ ...whole(given), body: `${JSON.stringify(given.json)}${' '.repeat(5_000)}` }));
    case 'answered-201':
      return arrive((given) => answer({ ...whole(given), status: given.status === 200 ? 201 : given.status }));
    case 'rate-limited':
      return answer({ status: random.pick([425, 429]), headers: retryAfter(random), body: 'slow down' });
    case 'unavailable-before':
      return answer({ status: unavailable(random), headers: retryAfter(random), body: HTML });
    case 'unavailable-after':
      return arrive(() => answer({ status: unavailable(random), headers: retryAfter(random), body: HTML }));
    case 'no-reason':
      return answer({ status: 400, body: NO_REASON });
    case 'no-reason-after':
      return arrive(() => answer({ status: 400, body: NO_REASON }));
    case 'fields-refused':
      return answer({ status: 400, body: BAD_FIELD });
    case 'forbidden':
      return answer({ status: random.pick([401, 403]), body: '{"message":"Only superusers.","data":{}}' });
    case 'too-large':
      return answer({ status: 413, body: '{"message":"Request entity too large.","data":{}}' });
    case 'captive-portal':
      return answer({ status: 200, headers: { 'content-type': 'text/html' }, body: HTML });
    case 'no-content':
      return arrive(() => answer({ status: 204, body: null }));
    case 'list-instead':
      // As if the query had been lost on the way, with what it asks for.
      return server.receive({ method: 'GET', url: new URL(pathname, href), body: {} }, (given) => answer(whole(given)));
    case 'another-record':
      if (sent.method === 'GET') return answer({ status: 200, body: '{"items":{}}' });
      return answer({ status: 200, body: JSON.stringify(server.rowOf(STRANGER) ?? {}) });
    case 'outdated-id':
      // Of a bare id nobody can tell whose it is: if it were somebody else's, that would be patched.
      return answer({ status: 200, body: JSON.stringify({ items: [{ id: server.formerId(sent) }] }) });
    case 'nested-id': {
      const record = server.rowOf(STRANGER);
      return answer({ status: 200, body: JSON.stringify({ data: record, record: { id: record?.id } }) });
    }
    case 'odd-status':
      return answer({ status: random.pick([0, 100, 304, 600, 999, Number.NaN]), body: '{}' });
    case 'moved':
      return answer(moved(`${pathname}${search}`.replace('/prefix', `/prefix${random.pick(['', '/new'])}`)));
    case 'moved-after':
      return arrive(({ json }) => answer(moved(`${pathname}/${idIn(json)}`)));
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

function idIn(json: unknown): string {
  return (json as { id?: string }).id ?? '';
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
