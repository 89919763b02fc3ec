import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { BASE_URL } from '../support/clients.js';
import { serve } from '../support/http-server.js';
import { aRecord } from '../support/records.js';

const RECORDS = '/api/collections/_dev_telemetry_data/records';

/** A client through the default transport that tries once. */
function aClient(own: Parameters<typeof pocketBase>[0] = {}): TelemetryClient {
  return new TelemetryClient({ consent: 'yes', attempts: 1, backend: pocketBase({ baseUrl: BASE_URL, ...own }) });
}

describe('answers no healthy server gives', () => {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    expect(nock.pendingMocks()).toEqual([]);
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
    nock.activate();
  });

  it.each([
    { answer: 401, code: 'rejected', fate: 'refused' },
    { answer: 403, code: 'rejected', fate: 'refused' },
    { answer: 404, code: 'rejected', fate: 'refused' },
    { answer: 413, code: 'rejected', fate: 'refused' },
    { answer: 408, code: 'unavailable', fate: 'unknown' },
    { answer: 425, code: 'unavailable', fate: 'refused' },
    { answer: 429, code: 'unavailable', fate: 'refused' },
    { answer: 500, code: 'unavailable', fate: 'unknown' },
    { answer: 502, code: 'unavailable', fate: 'unknown' },
    { answer: 503, code: 'unavailable', fate: 'unknown' },
    { answer: 504, code: 'unavailable', fate: 'unknown' },
    { answer: 202, code: 'unexpected-answer', fate: 'unknown' },
    { answer: 204, code: 'unexpected-answer', fate: 'unknown' },
  ])('fails as $code when answered $answer', async ({ answer, code, fate }) => {
    nock(BASE_URL)
      .post(RECORDS)
      .reply(answer, answer === 204 ? undefined : '{"id":"abc123def456789"}');
    const outcome = await aClient().create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code, status: answer, fate } });
  });

  it.each([
    { what: 'HTML', body: '<html>captive portal</html>' },
    { what: 'nothing', body: '' },
    { what: 'no JSON', body: '{"id":"abc123def456789"' },
    { what: 'null', body: 'null' },
    { what: 'a list', body: '[{"id":"abc123def456789"}]' },
    { what: 'a page of records', body: '{"items":[{"id":"abc123def456789"}],"page":1}' },
    { what: 'an id that is a number', body: '{"id":123456789012345}' },
    { what: 'an id that leads elsewhere', body: '{"id":"../../users"}' },
    { what: 'no top-level id', body: '{"record":{"id":"abc123def456789"}}' },
    { what: 'an inherited id', body: '{"__proto__":{"id":"abc123def456789"}}' },
    { what: 'another installation’s record', body: '{"id":"abc123def456789","random_id":"somebody-elses"}' },
  ])('fails as unexpected-answer when 200 brings $what', async ({ body }) => {
    nock(BASE_URL).post(RECORDS).reply(200, body);
    expect(await aClient().create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'unexpected-answer', status: 200, fate: 'unknown' },
    });
  });

  it.each([
    { what: 'HTML', body: '<html></html>' },
    { what: 'a record', body: '{"id":"abc123def456789"}' },
    { what: 'items without an id', body: '{"items":[{}]}' },
    { what: 'items that are no list', body: '{"items":{"length":0}}' },
  ])('does not take $what for a list', async ({ body }) => {
    nock(BASE_URL).get(RECORDS).query(true).reply(200, body);
    expect(await aClient().update({ random_id: 'random-id-0001' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'unexpected-answer', fate: 'not-sent' },
    });
  });

  it.each([
    { what: 'another record', status: 200, body: '{"id":"other0000000000"}' },
    { what: 'nothing', status: 204, body: undefined },
    { what: 'HTML', status: 200, body: '<html></html>' },
  ])('does not take $what for a patched record', async ({ status, body }) => {
    nock(BASE_URL).patch(`${RECORDS}/abc123def456789`).reply(status, body);
    const outcome = await aClient().update({ random_id: 'random-id-0001', record_id: 'abc123def456789' });
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unexpected-answer', status } });
  });

  it('keeps names and codes of refused fields, and nothing else a server says', async () => {
    const data = {
      nsapp: { code: 'validation_required', message: 'secret' },
      status: { code: 'not a code', message: 'secret' },
      type: 'secret',
      'no name': { code: 'validation_required' },
      ['__proto__']: { code: 'validation_required' },
    };
    nock(BASE_URL).post(RECORDS).reply(400, { data });
    const outcome = await aClient().create(aRecord());
    const error = outcome.outcome === 'failed' ? outcome.error : undefined;
    expect({ ...error?.fields }).toEqual({
      nsapp: 'validation_required',
      status: 'invalid',
      type: 'invalid',
      ['__proto__']: 'validation_required',
    });
    expect(Object.getPrototypeOf(error?.fields)).toBe(Object.prototype);
    expect(`${error?.message} ${JSON.stringify(error)}`).not.toContain('secret');
  });

  it.each([
    { data: { random_id: { code: 'validation_not_unique' } } },
    { data: { id: { code: 'validation_invalid_id' } } },
    { data: { id: { code: 'validation_not_unique' } } },
    { data: { id: { code: 'validation_pk_invalid' } } },
    { data: { random_id: { code: 'validation_not_unique' }, nsapp: { code: 'validation_required' } } },
  ])('is existing when refused with $data', async ({ data }) => {
    const record = aRecord();
    nock(BASE_URL).post(RECORDS).reply(400, { data });
    nock(BASE_URL)
      .get(RECORDS)
      .query(true)
      .reply(200, { items: [{ id: 'abc123def456789', random_id: record.random_id }] });
    expect(await aClient().create(record)).toMatchObject({ outcome: 'existing', record_id: 'abc123def456789' });
  });

  it('fails as unreachable when nothing comes back, with the runtime’s error as its cause', async () => {
    nock(BASE_URL).post(RECORDS).replyWithError('socket hang up');
    const outcome = await aClient({ headers: { Authorization: 'Bearer secret-token' } }).create(aRecord());
    expect(outcome).toMatchObject({
      outcome: 'failed',
      error: { code: 'unreachable', fate: 'unknown' },
    });
    expect(outcome).not.toHaveProperty('error.status');
    const error = outcome.outcome === 'failed' ? outcome.error : undefined;
    expect(error?.message).toBe(`POST ${BASE_URL}${RECORDS} got no answer`);
    expect(error?.cause).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error?.cause))).not.toContain('secret-token');
  });

  it('sends its headers and the caller’s, and a caller’s User-Agent in place of its own', async () => {
    nock(BASE_URL, {
      reqheaders: { authorization: 'Bearer t', 'user-agent': 'mine', 'content-type': 'application/json' },
    })
      .post(RECORDS)
      .reply(200, { id: 'abc123def456789' });
    const telemetry = aClient({ headers: { Authorization: 'Bearer t', 'User-Agent': 'mine' } });
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
  });

  it('keeps a path prefix', async () => {
    nock(BASE_URL).post(`/pb${RECORDS}`).reply(200, { id: 'abc123def456789' });
    expect(await aClient({ baseUrl: `${BASE_URL}/pb/` }).create(aRecord())).toMatchObject({ outcome: 'created' });
  });
});

describe('a real socket', () => {
  it('without a server is not-sent', async () => {
    const outcome = await aClient({ baseUrl: 'http://127.0.0.1:49151' }).create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } });
  });

  it('that is reset after the request is of unknown fate', async () => {
    const baseUrl = await serve((request) => request.socket.destroy());
    const outcome = await aClient({ baseUrl }).create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unreachable', fate: 'unknown' } });
  });

  it('that breaks off in the body is unreachable', async () => {
    const baseUrl = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"id":');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const outcome = await aClient({ baseUrl }).create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unreachable', status: 200 } });
  });

  it('that stalls in the body is timed out', async () => {
    const baseUrl = await serve((_request, response) => void response.writeHead(200).write('{"id":'));
    const telemetry = new TelemetryClient({
      consent: true,
      attempts: 1,
      timeoutMs: 200,
      backend: pocketBase({ baseUrl }),
    });
    expect(await telemetry.create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'timed-out', fate: 'unknown' },
    });
  });

  it('that says more than the bound is cut off', async () => {
    let written = 0;
    const baseUrl = await serve((request, response) => {
      const chunk = `"${'x'.repeat(65_536)}",`;
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        written += chunk.length;
      };
      response.writeHead(200).on('drain', write);
      response.on('error', () => undefined);
      request.resume();
      write();
    });
    const outcome = await aClient({ baseUrl, maxAnswerBytes: 100_000 }).create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unexpected-answer', status: 200 } });
    expect(outcome.outcome === 'failed' && outcome.error.message).toMatch(
      /answered more than 100000 bytes, the limit of `maxAnswerBytes`$/,
    );
    const afterwards = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written - afterwards).toBeLessThan(10_000_000);
  });
});
