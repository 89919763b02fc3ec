import { describe, expect, it } from 'vitest';
import { bodyOf, recordings, type Triple } from '../ingest/vectors.js';
import { DEPARTURES } from './departures.js';
import { aCollector, posted, reportedIn } from './post.js';

/** Headers of every recorded answer that matter to a client. */
const SAFE = { 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' };

const EVENT = { random_id: 'r', type: 'lxc', nsapp: 'plex', status: 'installing' };
/** What the service adds to every event. */
const ADDED = { cpu_vendor: 'unknown', gpu_vendor: 'unknown', gpu_passthrough: 'unknown' };

async function replay(triple: Triple): Promise<{ answer: Response; body: string; stored: object[] }> {
  const { fetch, store } = aCollector();
  const answer = await fetch(posted(bodyOf(triple), triple.request_headers));
  return { answer, body: await answer.text(), stored: (await reportedIn(store)).map(withoutZeroes) };
}

/** A recorded row has no zeroes: it cannot tell 0 from a value that is not set. */
function withoutZeroes(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== 0));
}

async function storedOf(body: string | object): Promise<object[]> {
  const { fetch, store } = aCollector();
  expect((await fetch(posted(body))).status).toBe(202);
  return reportedIn(store);
}

describe("the service's dialect", () => {
  it.each(
    recordings.matrix.map(
      (triple) => [triple.name, DEPARTURES[triple.name]?.instead ?? 'as recorded', triple] as const,
    ),
  )('answers and stores: %s – %s', async (name, _instead, triple) => {
    const { answer, body, stored } = await replay(triple);
    expect({ status: answer.status, body }).toEqual({ status: triple.status, body: triple.response_body });
    expect(Object.fromEntries(answer.headers)).toMatchObject({ ...SAFE, 'content-type': 'text/plain; charset=utf-8' });
    const { differs = {}, others = [] } = DEPARTURES[name] ?? {};
    expect(stored).toEqual(triple.stored === null ? [] : [{ ...triple.stored, ...differs }, ...others]);
  });

  it('names no departure that is not a recording', () => {
    expect(recordings.matrix.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(DEPARTURES)));
  });

  it.each(['GET', 'PUT', 'OPTIONS', 'DELETE', 'HEAD'])('refuses %s as recorded', async (method) => {
    const { fetch } = aCollector();
    const answer = await fetch(new Request('http://localhost/telemetry', { method }));
    const { status, body } = recordings.endpoints['GET /telemetry'] ?? {};
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status, body });
  });

  it('answers an unknown path as recorded', async () => {
    const answer = await aCollector().fetch(new Request('http://localhost/nope'));
    const { status, body } = recordings.endpoints['GET /nope'] ?? {};
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status, body });
  });
});

describe('what the service loses, and the collector keeps', () => {
  it.each([
    { given: { disk_size: '20' }, stored: { disk_size: 20 } },
    { given: { disk_size: '20G' }, stored: { disk_size: 20 } },
    { given: { disk_size: '1T' }, stored: { disk_size: 1024 } },
    { given: { disk_size: '512M' }, stored: { disk_size: 0.5 } },
    { given: { ram_size: '2G' }, stored: { ram_size: 2048 } },
    { given: { core_count: '4', ct_type: '1' }, stored: { core_count: 4, ct_type: 1 } },
    { given: { os_version: 12.1 }, stored: { os_version: '12.1' } },
    { given: { has_arm: 'true' }, stored: { has_arm: true } },
    { given: { disk_size: 1e3 }, stored: { disk_size: 1000 } },
  ])('reads a value of another type: $given', async ({ given, stored }) => {
    expect(await storedOf({ ...EVENT, ...given })).toEqual([{ ...EVENT, ...ADDED, ...stored }]);
  });

  it.each([
    { disk_size: '5K' },
    { disk_size: 'all' },
    { ram_size: [8] },
    { core_count: {} },
    { ct_type: true },
    { exit_code: '' },
    { install_duration: '1e400' },
    { has_arm: 'perhaps' },
  ])('leaves out a value whose meaning is not clear: %o', async (given) => {
    expect(await storedOf({ ...EVENT, ...given })).toEqual([{ ...EVENT, ...ADDED }]);
  });

  it('keeps the exit code of a failure that is given as a text', async () => {
    const failed = { ...EVENT, status: 'failed', error: 'x' };
    expect(await storedOf({ ...failed, exit_code: '127' })).toEqual([
      { ...failed, ...ADDED, exit_code: 127, error_category: 'command_not_found' },
    ]);
  });

  it.each([
    {
      what: 'a word that is not JSON',
      body: '"exit_code":007,"disk_size":8GB',
      stored: { exit_code: 7, disk_size: 8 },
    },
    { what: 'a missing value', body: '"core_count":,"has_arm":true', stored: { has_arm: true } },
    { what: 'an escape that JSON does not have', body: '"cpu_model":"a\\_b"', stored: { cpu_model: 'a\\_b' } },
    { what: 'half an escape', body: '"cpu_model":"a\\u12"', stored: { cpu_model: 'a\\u12' } },
    { what: 'a raw tab', body: '"cpu_model":"a\tb"', stored: { cpu_model: 'a\tb' } },
    { what: 'a text that says `: ,`', body: '"cpu_model":"a: ,b","core_count":', stored: { cpu_model: 'a: ,b' } },
  ])('repairs $what without a loss of other fields', async ({ body, stored }) => {
    const event = JSON.stringify(EVENT).slice(0, -1);
    expect(await storedOf(`${event},${body}}`)).toEqual([{ ...EVENT, ...ADDED, ...stored }]);
  });

  it.each([
    {
      what: 'an unescaped quote in the error',
      body: '"exit_code":1,"error":"say "hi"\\nnow","has_arm":true}',
      stored: { exit_code: 1, error: 'say "hi"\nnow', error_category: 'unknown', has_arm: true },
    },
    {
      what: 'no end',
      body: '"exit_code":2,"error":"cut o',
      stored: { exit_code: 2, error: 'cut o', error_category: 'unknown' },
    },
  ])('rescues a body with $what', async ({ body, stored }) => {
    const event = { ...EVENT, status: 'failed' };
    expect(await storedOf(`${JSON.stringify(event).slice(0, -1)},${body}`)).toEqual([
      { ...event, ...ADDED, ...stored },
    ]);
  });

  it('stores every event of a list and of JSON lines', async () => {
    const events = ['event-01', 'event-02', 'event-03'].map((random_id) => ({ ...EVENT, random_id }));
    const stored = events.map((event) => ({ ...event, ...ADDED }));
    expect(await storedOf(events)).toEqual(stored);
    expect(await storedOf(events.map((event) => JSON.stringify(event)).join('\n'))).toEqual(stored);
    expect(await storedOf(`${JSON.stringify(events.slice(0, 2))}${JSON.stringify(events[2])}`)).toEqual(stored);
  });

  it('stores the valid events of a list, and keeps the others with the reason', async () => {
    const { fetch, store } = aCollector();
    expect((await fetch(posted([{ ...EVENT, type: 'ct' }, EVENT]))).status).toBe(202);
    expect(await reportedIn(store)).toEqual([{ ...EVENT, ...ADDED }]);
    expect(await store.refusals(10)).toMatchObject([{ reason: 'invalid payload: unknown type' }]);
  });

  const lineOf = (random_id: string): string => JSON.stringify({ ...EVENT, random_id });
  const broken = `${lineOf('broken').slice(0, -1)},"error":"say "hi""}`;

  it.each([
    {
      what: 'repairs an event that follows others',
      lines: [lineOf('1'), `${lineOf('2').slice(0, -1)},"core_count":007}`, lineOf('3')],
      stored: ['1', '2', '3'],
      kept: [],
    },
    {
      what: 'keeps what it cannot read after events, as refused',
      lines: [lineOf('1'), lineOf('2'), broken, lineOf('4')],
      stored: ['1', '2'],
      kept: ['"broken"', '"4"'],
    },
    {
      what: 'keeps what it cannot read after a repaired event, as refused',
      lines: [`${lineOf('1').slice(0, -1)},"core_count":007}`, broken],
      stored: ['1'],
      kept: ['"broken"'],
    },
    {
      what: 'keeps the events after one that it rescues, as refused',
      lines: [broken, lineOf('2')],
      stored: ['broken'],
      kept: ['"2"'],
    },
    {
      what: 'keeps nothing of blanks at the end',
      lines: [lineOf('1'), lineOf('2'), ' ', ''],
      stored: ['1', '2'],
      kept: [],
    },
    {
      what: 'keeps nothing of a comma at the end',
      lines: [lineOf('1'), `${lineOf('2')},`],
      stored: ['1', '2'],
      kept: [],
    },
  ])('$what', async ({ lines, stored, kept }) => {
    const { fetch, store } = aCollector();
    expect((await fetch(posted(lines.join('\n')))).status).toBe(202);
    expect((await reportedIn(store)).map(({ random_id }) => random_id)).toEqual(stored);
    const refusals = await store.refusals(10);
    expect(refusals.map(({ reason }) => reason)).toEqual(
      kept.length === 0 ? [] : ['invalid json after the events that were read'],
    );
    for (const part of kept) expect(refusals[0]?.body).toContain(part);
  });
});

describe('what is refused', () => {
  it.each([
    { body: 'hello', reason: 'invalid json' },
    { body: { ...EVENT, core_count: 257 }, reason: 'invalid payload: out of range: core_count' },
    { body: { ...EVENT, type: '' }, reason: 'invalid payload: missing: type' },
    { body: 'x'.repeat(262_145), reason: 'invalid body: too-large' },
  ])('is kept with its reason: $reason', async ({ body, reason }) => {
    const { fetch, store } = aCollector();
    expect((await fetch(posted(body))).status).toBe(400);
    expect(await store.refusals(10)).toMatchObject([{ reason }]);
    expect(await reportedIn(store)).toEqual([]);
  });

  it('is kept without secrets', async () => {
    const { fetch, store } = aCollector();
    await fetch(posted('curl -u admin:hunter2secret9 http://192.168.7.42/x'));
    const [kept] = await store.refusals(1);
    expect(kept?.body).not.toMatch(/hunter2|192\.168/);
  });

  it.each([
    { ...EVENT, random_id: 12345678 },
    { ...EVENT, nsapp: true },
    { ...EVENT, status: ['installing'] },
  ])('is an event whose required text is another value: %o', async (event) => {
    const answer = await aCollector().fetch(posted(event));
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 400, body: 'invalid json\n' });
  });

  it('is a body of more than 60 events', async () => {
    const { fetch, store } = aCollector();
    const events = Array.from({ length: 61 }, (_, place) => ({ ...EVENT, random_id: `event-${place}` }));
    expect((await fetch(posted(events))).status).toBe(400);
    expect((await fetch(posted(events.slice(1)))).status).toBe(202);
    expect(await store.records.count()).toBe(60);
  });
});

describe('a sequence of events', () => {
  /** The recorded rows, and what the run looks like where the first end stands. */
  it.each(recordings.sequences)('ends once: $name', async ({ events, http }) => {
    const { fetch, store } = aCollector();
    for (const [place, { status, execution_id, exit_code }] of events.entries()) {
      const answer = await fetch(posted({ ...EVENT, status, execution_id, exit_code }));
      expect(answer.status).toBe(http[place]);
    }
    const finals = events.filter(({ status }) => ['success', 'failed', 'aborted', 'unknown'].includes(status));
    const steps = events.filter(({ status }) => status === 'configuring');
    const [record, ...others] = await reportedIn(store);
    expect(others).toEqual([]);
    expect(record?.status).toBe((finals[0] ?? events[0])?.status);
    const key = events[0]?.execution_id ?? '';
    const progress = (await store.progress([key])).get(key) ?? [];
    expect(progress.filter(({ status }) => status === 'configuring')).toHaveLength(steps.length);
  });
});
