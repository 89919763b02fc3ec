import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  pocketBase,
  TelemetryClient,
  TelemetryError,
  type TelemetryEvent,
  type TransportFunction,
  type TransportRequest,
} from '../../src/index.js';
import { BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { holds } from './properties.js';

/** No text of ours holds it, and no field's name or code can. */
const secret = fc.stringMatching(/^[a-z]{3}-[A-Za-z0-9.]{10,30}$/);

const secrets = fc.record({ token: secret, header: secret, nsapp: secret, method: secret, answer: secret });
type Secrets = typeof secrets extends fc.Arbitrary<infer T> ? T : never;

/** Some way to say everything one knows. */
const quoting = fc.constantFrom<((request: TransportRequest) => string)[]>(
  (request) => JSON.stringify(request),
  (request) => JSON.stringify(JSON.stringify(request), null, 2),
  (request) => inspect(request, { depth: 9 }),
  ({ headers }) => `sent ${Object.values(headers).join()}`,
  ({ headers }) => (headers['authorization'] ?? '').replace('Bearer ', ''),
  ({ url, body = '' }) => `${url}: ${body}`,
  ({ url, body = '' }) => `${url}: ${encodeURIComponent(body)}`,
);

/** What a transport may throw that tells what it was given. */
const blabbing = fc.constantFrom<((quote: string, request: TransportRequest) => unknown)[]>(
  (quote) => new Error(quote),
  (quote) => new TypeError('fetch failed', { cause: Object.assign(new Error(quote), { code: 'ECONNREFUSED' }) }),
  (quote, request) => Object.assign(new Error('no'), { request, config: { headers: request.headers }, quote }),
  (quote) => new AggregateError([new Error(quote)], 'all failed'),
  (quote) => Object.assign(new Error('no'), { code: quote, name: quote, stack: quote }),
  (quote) => Object.assign(new Error('no'), { toJSON: () => quote, [inspect.custom]: () => quote }),
  (quote) => new TelemetryError('rejected', quote, { fields: { headers: quote }, cause: quote }),
  (quote) => quote,
  (_quote, request) => request,
  (_quote, { headers }) => ({ code: headers['x-own'], message: { headers }, cause: headers }),
);

type Failing = (given: { quote: string; blab: () => unknown; answer: string; request: TransportRequest }) => unknown;

/** Where a transport or a server fails. */
const failing: fc.Arbitrary<Failing> = fc.constantFrom<Failing[]>(
  ({ blab }) => Promise.reject(blab()),
  ({ blab }) => {
    throw blab();
  },
  ({ blab }) => ({
    get status() {
      throw blab();
    },
  }),
  ({ blab }) => ({ status: 200, body: new ReadableStream({ pull: (controller) => controller.error(blab()) }) }),
  ({ blab }) => ({
    status: 503,
    headers: {
      get() {
        throw blab();
      },
    },
  }),
  ({ blab }) => ({
    status: 200,
    get body() {
      throw blab();
    },
  }),
  ({ quote, answer }) => ({ status: 200, body: `${quote} ${answer}` }),
  ({ quote, answer }) => ({ status: 401, body: JSON.stringify({ message: `${quote} ${answer}` }) }),
  ({ quote, answer }) => ({
    status: 400,
    body: JSON.stringify({
      message: quote,
      data: { [answer]: { code: answer }, nsapp: { code: quote, message: quote } },
    }),
  }),
  ({ quote, answer }) => ({ status: 503, headers: { 'retry-after': answer }, body: quote }),
  ({ answer }) => ({ status: 302, headers: { location: `https://else.example/${answer}` } }),
  ({ answer, request }) => ({ status: request.url.includes(answer) ? 404 : 307, headers: { location: `/${answer}` } }),
  ({ answer }) => ({ status: answer, body: answer }),
);

/** Everything there is to be read of a value, however it is printed or walked through. */
function everythingOf(value: unknown): string {
  const seen = new Set<unknown>();
  const texts = [inspect(value, { depth: Infinity, showHidden: true, getters: true }), JSON.stringify(value)];
  const walk = (node: unknown): void => {
    if (typeof node === 'string') texts.push(node);
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (node instanceof Error) texts.push(String(node));
    for (const key of Reflect.ownKeys(node)) {
      texts.push(String(key));
      walk((node as Record<PropertyKey, unknown>)[key]);
    }
  };
  walk(value);
  return texts.join('\n');
}

function expectNone(value: unknown, secrets: object): void {
  const everything = everythingOf(value);
  expect(Object.values(secrets).filter((secret) => everything.includes(secret as string))).toEqual([]);
}

describe('what is secret', () => {
  it('is in no outcome, no error, no cause and no event, whatever fails and quotes it', async () => {
    const given = fc.record({ secrets, quoting, blabbing, failing, isCreated: fc.boolean() });
    await holds(given, 400, async ({ secrets, quoting, blabbing, failing, isCreated }) => {
      const events: TelemetryEvent[] = [];
      let isFirst = isCreated;
      const transport = ((request: TransportRequest): unknown => {
        if (isFirst) {
          isFirst = false;
          return { status: 200, body: '{"id":"abc123def456789"}' };
        }
        const quote = quoting(request);
        return failing({ quote, blab: () => blabbing(quote, request), answer: secrets.answer, request });
      }) as TransportFunction;
      const telemetry = aClient(secrets, transport, events);
      const record = aRecord({ nsapp: secrets.nsapp, method: secrets.method });
      const created = await telemetry.create(record);
      const updated = await telemetry.update({ random_id: record.random_id, exit_code: 1 });
      expect([created.outcome, updated.outcome]).toContain('failed');
      for (const value of [created, updated, ...events]) expectNone(value, secrets);
    });
  });

  it('is in no refusal of a record, whichever field it stands in', async () => {
    const field = fc.constantFrom(
      'type',
      'ct_type',
      'disk_size',
      'core_count',
      'ram_size',
      'nsapp',
      'os_type',
      'method',
    );
    const wrong = fc.constantFrom(
      (text: string): unknown => text,
      (text: string) => [text],
      (text: string) => ({ text }),
    );
    await holds(fc.record({ secret, field, wrong }), 300, async ({ secret, field, wrong }) => {
      const transport: TransportFunction = async () => ({ status: 500 });
      const telemetry = new TelemetryClient({ consent: true, attempts: 1, backend: pocketBase({ transport }) });
      expectNone(await telemetry.create({ ...aRecord(), [field]: wrong(secret) }), { secret });
    });
  });

  it('is in no refusal of options: credentials in a URL, its query, a header that is none', async () => {
    await holds(secret, 60, (secret) => {
      for (const options of [
        { baseUrl: `https://user:${secret}@pb.example` },
        { baseUrl: `https://${secret}@pb.example` },
        { baseUrl: `https://pb.example/?token=${secret}` },
        { baseUrl: `ftp://${secret}` },
        { collection: secret },
        { headers: { authorization: `${secret}\nx` } },
        { headers: { [`${secret} x`]: 'y' } },
        { headers: [secret] as never },
        { transport: secret as never },
        { maxAnswerBytes: secret as never },
      ]) {
        let thrown: unknown;
        try {
          pocketBase(options);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toMatchObject({ code: 'invalid-options' });
        expectNone(thrown, { secret });
      }
    });
  });
});

function aClient({ token, header }: Secrets, transport: TransportFunction, events: TelemetryEvent[]): TelemetryClient {
  const headers = { authorization: `Bearer ${token}`, 'x-own': header };
  return new TelemetryClient({
    consent: true,
    attempts: 2,
    deadlineMs: 100,
    backend: pocketBase({ baseUrl: BASE_URL, headers, transport }),
    onEvent: (event) => events.push(event),
  });
}
