import { afterEach, describe, expect, it, vi } from 'vitest';
import { pocketBase, type PocketBaseOptions, type TransportRequest } from '../../src/index.js';
import type { CompleteRecord } from '../../src/records/record.js';
import { aRecord } from '../support/records.js';

const { signal } = new AbortController();
const RECORDS = '/api/collections/_dev_telemetry_data/records';
const record_id = 'abc123def456789';
const record = { ...aRecord(), ct_type: 1, status: 'installing' } as CompleteRecord;

/** The request that a create leaves as. */
async function sentBy(options: PocketBaseOptions): Promise<TransportRequest> {
  const seen: TransportRequest[] = [];
  const transport = async (request: TransportRequest) => {
    seen.push(request);
    return { status: 200, headers: {}, body: JSON.stringify({ id: record_id }) };
  };
  expect(await pocketBase({ transport, ...options }).create(record, { signal })).toEqual({
    result: 'created',
    record_id,
  });
  return seen[0] as TransportRequest;
}

describe('the PocketBase backend', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('has a name, and reports that may be repeated', () => {
    expect(pocketBase()).toMatchObject({ name: 'pocketbase', repeatable: { create: true, update: true } });
  });

  it.each([
    { options: {}, url: `https://db.community-scripts.org${RECORDS}` },
    { options: { baseUrl: 'http://pb.example' }, url: `http://pb.example${RECORDS}` },
    { options: { baseUrl: 'https://pb.example:8443/' }, url: `https://pb.example:8443${RECORDS}` },
    { options: { baseUrl: 'https://pb.example/a/b//' }, url: `https://pb.example/a/b${RECORDS}` },
    {
      options: { baseUrl: 'https://pb.example', collection: 'runs' },
      url: 'https://pb.example/api/collections/runs/records',
    },
    {
      options: { collection: 'a'.repeat(255) },
      url: `https://db.community-scripts.org/api/collections/${'a'.repeat(255)}/records`,
    },
  ])('sends records to $url', async ({ options, url }) => {
    expect((await sentBy(options)).url).toBe(url);
  });

  it.each([
    { what: 'none of the caller’s', headers: undefined, sent: {} },
    { what: 'the caller’s', headers: { Authorization: 't' }, sent: { authorization: 't' } },
    { what: 'the caller’s, as Headers', headers: new Headers({ Authorization: 't' }), sent: { authorization: 't' } },
    { what: 'the caller’s User-Agent', headers: { 'User-Agent': 'mine' }, sent: { 'user-agent': 'mine' } },
  ])('sends JSON and asks for it, with $what headers', async ({ headers, sent }) => {
    expect((await sentBy({ headers })).headers).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'community-scripts-telemetry/0.1.0',
      ...sent,
    });
  });

  it('names no User-Agent on a page, which may not', async () => {
    vi.stubGlobal('document', {});
    expect((await sentBy({})).headers).toEqual({ accept: 'application/json', 'content-type': 'application/json' });
  });

  it.each([{ transport: 'function' }, { transport: 'object' }])('takes a $transport for transport', async (given) => {
    const send = async () => ({ status: 200, headers: {}, body: `{"id":"${record_id}"}` });
    const transport = given.transport === 'function' ? send : { send };
    expect(await pocketBase({ transport }).create(record, { signal })).toEqual({ result: 'created', record_id });
  });

  it.each([
    { bytes: 1_048_576, isRead: true },
    { bytes: 1_048_577, isRead: false },
  ])('reads an answer of $bytes bytes: $isRead', async ({ bytes, isRead }) => {
    const answer = `{"id":"${record_id}","x":""}`;
    const body = answer.replace('""', `"${'x'.repeat(bytes - answer.length)}"`);
    const transport = async () => ({ status: 200, headers: {}, body });
    const created = pocketBase({ transport }).create(record, { signal });
    await (isRead
      ? expect(created).resolves.toEqual({ result: 'created', record_id })
      : expect(created).rejects.toMatchObject({ code: 'unexpected-answer' }));
  });
});

describe('an option of the PocketBase backend', () => {
  const BASE_URL = 'expected an http(s) URL without credentials and query';
  const COLLECTION = 'expected letters, digits and _';
  const HEADERS = 'expected names with text values';
  const BYTES = 'expected an integer from 1024 to 1073741824';
  const TRANSPORT = 'expected a function or an object with send';

  it.each([
    { option: 'baseUrl', value: 'pb.example', expected: BASE_URL },
    { option: 'baseUrl', value: 'ftp://pb.example', expected: BASE_URL },
    { option: 'baseUrl', value: 'xhttp://pb.example', expected: BASE_URL },
    { option: 'baseUrl', value: 'httpsx://pb.example', expected: BASE_URL },
    { option: 'baseUrl', value: 'https://me@pb.example', expected: BASE_URL },
    { option: 'baseUrl', value: 'https://:secret@pb.example', expected: BASE_URL },
    { option: 'baseUrl', value: 'https://pb.example/?a', expected: BASE_URL },
    { option: 'baseUrl', value: 'https://pb.example/#a', expected: BASE_URL },
    { option: 'baseUrl', value: 'https://pb.example/\u001B[31m', expected: BASE_URL },
    { option: 'baseUrl', value: 'https://pb\u202E.example', expected: BASE_URL },
    { option: 'baseUrl', value: 'https://pb.example/\u{E0041}', expected: BASE_URL },
    { option: 'baseUrl', value: new URL('https://pb.example'), expected: BASE_URL },
    { option: 'collection', value: '', expected: COLLECTION },
    { option: 'collection', value: 'a'.repeat(256), expected: COLLECTION },
    { option: 'collection', value: 'a b', expected: COLLECTION },
    { option: 'collection', value: ' a', expected: COLLECTION },
    { option: 'collection', value: 'a/', expected: COLLECTION },
    { option: 'collection', value: 7, expected: COLLECTION },
    { option: 'headers', value: { 'no name': 'x' }, expected: HEADERS },
    { option: 'headers', value: { a: 5 }, expected: HEADERS },
    { option: 'headers', value: { a: 'x', b: 5 }, expected: HEADERS },
    { option: 'headers', value: 'a: x', expected: HEADERS },
    { option: 'maxAnswerBytes', value: 1_023, expected: BYTES },
    { option: 'maxAnswerBytes', value: 2 ** 30 + 1, expected: BYTES },
    { option: 'maxAnswerBytes', value: 2_000.5, expected: BYTES },
    { option: 'transport', value: {}, expected: TRANSPORT },
    { option: 'transport', value: { send: 'me' }, expected: TRANSPORT },
    { option: 'transport', value: 'fetch', expected: TRANSPORT },
    { option: 'url', value: 'https://pb.example', expected: 'unknown option, did you mean `baseUrl`?' },
  ])('is refused by name, with what was expected: $option $value', ({ option, value, expected }) => {
    expect(() => pocketBase({ [option]: value })).toThrow(
      expect.objectContaining({ code: 'invalid-options', message: `pocketBase: ${option}: ${expected}` }),
    );
  });

  it.each([
    { maxAnswerBytes: 1_024 },
    { maxAnswerBytes: 2 ** 30 },
    { collection: 'a' },
    { collection: 'Az_09' },
    { headers: {} },
    { baseUrl: 'https://pb.example/a' },
  ])('may be %j', (options) => {
    expect(pocketBase(options).name).toBe('pocketbase');
  });
});
