import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

// What the backend takes for granted of PocketBase, asked without any of our code. An answer reads
// "status field=code"; a 400 alone names no field, which is the refusal without a reason.

const rules = fileURLToPath(new URL('../fixtures/pb_migrations/2_rules.js', import.meta.url));
const server = usePocketBase({ migrations: [rules] });

const RECORDS = recordsOf('_dev_telemetry_data');
const NO_CT_TYPE = '400 ct_type=validation_required';
const NO_STATUS = '400 status=validation_invalid_value';
const NOTHING = `${NO_CT_TYPE} nsapp=validation_required random_id=validation_required status=validation_required type=validation_required`;
const ID_TAKEN = '400 id=validation_not_unique';
const OLD_ID_TAKEN = '400 id=validation_invalid_id';
const RANDOM_ID_TAKEN = '400 random_id=validation_not_unique';

/** What is done, what the old generation answers, and the new one where it is another. */
type Fact<T = string> = [what: string, given: T, legacy: string, current?: string];

describeOnPocketBase('a real PocketBase', () => {
  it.each<Fact<object>>([
    ['nothing but what is required', {}, '200'],
    ['a ct_type of 0', { ct_type: 0 }, NO_CT_TYPE],
    ['a ct_type of null', { ct_type: null }, NO_CT_TYPE],
    ['the status success', { status: 'success' }, NO_STATUS],
    ['the status aborted', { status: 'aborted' }, NO_STATUS],
    ['an empty nsapp', { nsapp: '' }, '400 nsapp=validation_required'],
    ['a field nobody knows', { surprise: 1 }, '200'],
    ['a random_id of 8 emoji', { random_id: '😀'.repeat(8) }, '200'],
    ['a random_id of 7 emoji', { random_id: '😀'.repeat(7) }, '400 random_id=validation_min_text_constraint'],
    ['an error of 5,000 emoji', { error: '😀'.repeat(5_000) }, '200'],
    ['an error of 5,001 letters', { error: 'x'.repeat(5_001) }, '400 error=validation_max_text_constraint'],
    ['5,001 letters elsewhere', { nsapp: 'x'.repeat(5_001) }, '200', '400 nsapp=validation_max_text_constraint'],
    ['NaN for a number', { disk_size: 'NaN' }, '400', '400 disk_size=validation_not_a_number'],
    ['a short id', { id: 'abc' }, '400 id=validation_length_invalid', '400 id=validation_min_text_constraint'],
    ['a long id', { id: `${anId()}0` }, '400 id=validation_length_invalid', '400 id=validation_max_text_constraint'],
    ['capitals, - and _ in its id', { id: 'ABC-efg_ij12345' }, '200', '400 id=validation_invalid_format'],
  ])('answers a create with %s as its generation does', async (_, own, legacy, current) => {
    expect(verdict(await create(own))).toBe(expected(legacy, current));
  });

  it.each<[...Fact<string | undefined>, type?: string]>([
    ['no body', '', '400', NOTHING],
    ['half an object', '{"nsapp":', '400'],
    ['an array', '[]', '400'],
    ['an object and more after it', `${json()} more`, '200'],
    ['a key that comes twice', json().replace('{', '{"nsapp":"a",'), '200', '400'],
    ['half a surrogate pair', json().replace('plex', '\\ud83d'), '200', '400'],
    ['32 MiB and more', json({ nsapp: 'x'.repeat(2 ** 25) }), '400', '413'],
    ['another content type', json(), '400', '400', 'text/plain'],
    ['a charset in its content type', json(), '200', '200', 'application/json; charset=utf-8'],
  ])('answers a POST of %s as its generation does', async (_, body, legacy, current, type) => {
    expect(verdict(await ask('POST', RECORDS, body, type))).toBe(expected(legacy, current));
  });

  it('answers a create with the whole record, and what was left out as 0 and ""', async () => {
    const sent = { random_id: randomUUID(), type: 'vm', ct_type: 2, nsapp: ' \u0000<', status: ['failed', 'unknown'] };
    expect((await create({ ...sent, disk_size: null, os_type: 12 })).body).toEqual({
      ...{ ...sent, status: 'unknown', disk_size: 0, core_count: 0, ram_size: 0, exit_code: 0 },
      ...{ os_type: '12', os_version: '', pve_version: '', method: '', error: '' },
      ...{ id: expect.stringMatching(/^[a-z0-9]{15}$/), created: expect.any(String), updated: expect.any(String) },
      ...{ collectionId: expect.any(String), collectionName: '_dev_telemetry_data' },
    });
  });

  it.each([
    { names: ['random_id'], legacy: RANDOM_ID_TAKEN, current: RANDOM_ID_TAKEN, atOnce: [RANDOM_ID_TAKEN] },
    // Whoever gets past the old validator and then loses the race is told no reason.
    { names: ['id'], legacy: OLD_ID_TAKEN, current: ID_TAKEN, atOnce: [OLD_ID_TAKEN, '400'] },
    {
      names: ['id', 'random_id'],
      legacy: OLD_ID_TAKEN,
      current: RANDOM_ID_TAKEN,
      atOnce: [OLD_ID_TAKEN, RANDOM_ID_TAKEN, '400'],
    },
  ])('stores one record with the same $names, whether sent in turn or at once', async ({ names, ...facts }) => {
    const anOwn = (): object => Object.fromEntries(names.map((name) => [name, name === 'id' ? anId() : randomUUID()]));
    const [inTurn, atOnce] = [anOwn(), anOwn()];
    expect(verdict(await create(inTurn))).toBe('200');
    expect(verdict(await create(inTurn))).toBe(expected(facts.legacy, facts.current));

    const answers = (await Promise.all(Array.from({ length: 20 }, () => create(atOnce)))).map(verdict);
    const refused = answers.filter((answer) => answer !== '200');
    expect(refused).toHaveLength(19);
    const known = server().generation === 'legacy' ? facts.atOnce : [facts.current];
    expect(refused.filter((answer) => !known.includes(answer))).toEqual([]);
  });

  it.each<Fact<object>>([
    ['an end', { status: 'failed', error: 'e', exit_code: 1 }, '200'],
    ['the same again', { status: 'installing' }, '200'],
    ['nothing', {}, '200'],
    ['the status success', { status: 'success' }, NO_STATUS],
    ['a long error', { error: 'x'.repeat(5_001) }, '400 error=validation_max_text_constraint'],
    ['another id', { id: anId() }, '400 id=validation_in_invalid', '400 id=validation_pk_change'],
  ])('answers a PATCH of %s as its generation does', async (_, patch, legacy, current) => {
    const before = (await create({ disk_size: 7 })).body;
    const answer = await ask('PATCH', `${RECORDS}/${before.id}`, JSON.stringify(patch));
    expect(verdict(answer)).toBe(expected(legacy, current));
    const { body: after } = await ask('GET', `${RECORDS}/${before.id}`);
    const change = answer.status === 200 ? { ...patch, updated: expect.any(String) } : {};
    expect(after).toEqual({ ...before, ...change });
    // The answer is the record as it is now, under the id that was asked for.
    if (answer.status === 200) expect(answer.body).toEqual(after);
  });

  it.each<Fact>([
    ['a PATCH of an unknown id', `PATCH ${RECORDS}/aaaaaaaaaaaaaaa`, '404'],
    ['a PATCH of what is no id', `PATCH ${RECORDS}/a%2Fb'--`, '404'],
    ['a POST to an unknown collection', `POST ${recordsOf('nothing_here')}`, '404'],
    ['a PATCH in an unknown collection', `PATCH ${recordsOf('nothing_here')}/aaaaaaaaaaaaaaa`, '404'],
    ['a GET of an unknown collection', `GET ${recordsOf('nothing_here')}`, '404'],
    ['a POST with a slash at its end', `POST ${RECORDS}/`, '200', '404'],
    ['a POST with two slashes in front', `POST /${RECORDS}`, '405', '307'],
    ['a filter of 3,500 bytes', `GET ${filtered(`nsapp='${'ä'.repeat(1_746)}'`)}`, '200'],
    ['a filter of 3,501 bytes', `GET ${filtered(`nsapp='${'ä'.repeat(1_746)}a'`)}`, '200', '400'],
    ['a filter by an unknown field', `GET ${filtered('nothing=1')}`, '400'],
  ])('answers %s as its generation does', async (_, request, legacy, current) => {
    const [method = '', path = ''] = request.split(' ');
    const answer = await ask(method, path, method === 'GET' ? undefined : json());
    expect(verdict(answer)).toBe(expected(legacy, current));
  });

  it.each([
    { nsapp: "it's", literal: String.raw`'it\'s'`, legacy: 1, current: 1 },
    { nsapp: 'say "x"', literal: `'say "x"'`, legacy: 1, current: 1 },
    // Why a backslash gets into no filter of ours.
    { nsapp: String.raw`a\b`, literal: String.raw`'a\\b'`, legacy: 0, current: 1 },
    { nsapp: 'a\nb', literal: String.raw`'a\nb'`, legacy: 0, current: 1 },
  ])('finds $nsapp by $literal: legacy $legacy, current $current', async ({ nsapp, literal, legacy, current }) => {
    const { random_id } = (await create({ nsapp })).body;
    const { body } = await ask('GET', filtered(`random_id='${random_id}' && nsapp=${literal}`));
    expect(body).toMatchObject({ totalItems: expected(legacy, current) });
  });

  it('lists the fields that were asked for, counts nothing when told so and bounds perPage', async () => {
    const { id, random_id } = (await create()).body;
    const find = async (wanted: string, perPage: number): Promise<object> =>
      (await ask('GET', `${filtered(`(random_id='${wanted}')`)}&fields=id,status&skipTotal=1&perPage=${perPage}`)).body;
    const page = { page: 1, totalItems: -1, totalPages: -1 };
    expect(await find(random_id, 1)).toEqual({ ...page, perPage: 1, items: [{ id, status: 'installing' }] });
    expect(await find(randomUUID(), 5_000)).toEqual({ ...page, perPage: expected(500, 1_000), items: [] });
  });

  it('tells its generation by its refusals and its health', async () => {
    const short = { code: 'validation_min_text_constraint', message: 'Must be at least 8 character(s).' };
    const message = 'Failed to create record.';
    expect((await create({ random_id: 'x' })).body).toEqual(
      expected<object>(
        { code: 400, message, data: { random_id: short } },
        { status: 400, message, data: { random_id: { ...short, params: { min: 8 } } } },
      ),
    );
    const healthy = { code: 200, message: 'API is healthy.' };
    expect((await ask('GET', '/api/health')).body).toEqual({ ...healthy, data: expected({ canBackup: true }, {}) });
  });
});

describeOnPocketBase('a real PocketBase with rules', () => {
  it.each([
    { name: 'create_refused', legacy: ['400', NO_STATUS], current: ['400', '400'] },
    { name: 'create_closed', legacy: ['403', '403'], current: ['403', '403'] },
  ])('answers a POST to $name, right and wrong: $legacy, $current', async ({ name, legacy, current }) => {
    const right = verdict(await ask('POST', recordsOf(name), json()));
    const wrong = verdict(await ask('POST', recordsOf(name), json({ status: 'success' })));
    expect([right, wrong]).toEqual(expected(legacy, current));
  });

  it.each([
    { name: 'update_refused', patched: ['404', '404', '404'], list: { items: [{ status: 'installing' }] } },
    { name: 'update_closed', patched: ['403', '403', '403'], list: { items: [{ status: 'installing' }] } },
    { name: 'ends_once', patched: ['200', '200', '400'], list: { items: [{ status: 'failed' }] } },
    // Whoever may write is answered the record, whether he may read it or not.
    { name: 'read_refused', patched: ['200', '200', '200'], list: { items: [] } },
    { name: 'read_closed', patched: ['200', '200', '200'], list: { data: {} } },
  ])('answers an end, the same again and another in $name with $patched', async ({ name, patched, list }) => {
    const { id } = (await ask('POST', recordsOf(name), json())).body;
    const answers: Answer[] = [];
    for (const status of ['failed', 'failed', 'sucess']) {
      answers.push(await ask('PATCH', `${recordsOf(name)}/${id}`, JSON.stringify({ status })));
    }
    expect(answers.map(verdict)).toEqual(patched);
    expect(answers.map(({ body }) => body.id)).toEqual(patched.map((status) => (status === '200' ? id : undefined)));
    expect((await ask('GET', recordsOf(name))).body).toMatchObject(list);
  });
});

interface Answer {
  readonly status: number;
  /** A record, a list or a refusal. */
  readonly body: { id: string; random_id: string; data?: Readonly<Record<string, { code: string }>> };
}

async function ask(method: string, path: string, body?: string, type = 'application/json'): Promise<Answer> {
  const init = { method, redirect: 'manual', headers: { 'content-type': type } } as const;
  const response = await fetch(`${server().url}${path}`, { ...init, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text.startsWith('{') ? text : '{}') as Answer['body'] };
}

function create(own: object = {}): Promise<Answer> {
  return ask('POST', RECORDS, json(own));
}

function verdict({ status, body }: Answer): string {
  const problems = status < 400 ? [] : Object.entries(body.data ?? {}).map(([field, { code }]) => `${field}=${code}`);
  return [status, ...problems.sort()].join(' ');
}

function expected<T>(legacy: T, current: T = legacy): T {
  return server().generation === 'legacy' ? legacy : current;
}

function json(own: object = {}): string {
  const required = { random_id: randomUUID(), type: 'lxc', ct_type: 1, nsapp: 'plex', status: 'installing' };
  return JSON.stringify({ ...required, ...own });
}

function anId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 15);
}

function recordsOf(collection: string): string {
  return `/api/collections/${collection}/records`;
}

function filtered(filter: string): string {
  return `${RECORDS}?filter=${encodeURIComponent(filter)}`;
}
