import { describe, expect, it } from 'vitest';
import { type Backend, type GivenStatus, type InstallationUpdate, TelemetryClient } from '../../src/index.js';
import { todayCatalogue } from '../../src/exit-codes/index.js';
import { memory } from '../../src/testing/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, methods, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const RECORDS = '/api/collections/_dev_telemetry_data/records';

describe('update', () => {
  it('patches the remembered record with the three keys in the contract’s order', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    const outcome = await telemetry.update({ random_id, status: 'failed', exit_code: 127 });
    expect(outcome).toEqual({
      random_id,
      outcome: 'updated',
      record_id: 'abc123def456789',
      status: 'failed',
      exit_code: 127,
    });
    expect(methods(transport)).toEqual(['POST', 'PATCH']);
    expect(transport.seen[1]?.url.pathname).toBe(`${RECORDS}/abc123def456789`);
    expect(JSON.stringify(transport.seen[1]?.body)).toBe(
      '{"status":"failed","error":"Command not found","exit_code":127}',
    );
  });

  it('finds the record by random_id when it did not create it', async () => {
    const transport = scripted(answers.found(), answers.stored());
    expect(await aClient(transport).update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
    const [lookup, patch] = transport.seen;
    expect(lookup?.url.pathname).toBe(RECORDS);
    expect(Object.fromEntries(lookup?.url.searchParams ?? [])).toEqual({
      filter: `(random_id='${random_id}')`,
      fields: 'id,random_id',
      perPage: '1',
      skipTotal: '1',
    });
    expect(patch).toMatchObject({ method: 'PATCH', body: { status: 'sucess', error: '', exit_code: 0 } });
  });

  it('patches the record_id it is told without a lookup', async () => {
    const transport = scripted(answers.stored('known0000000000'));
    await aClient(transport).update({ random_id, status: 'done', record_id: 'known0000000000' });
    expect(transport.seen.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      `PATCH ${RECORDS}/known0000000000`,
    ]);
  });

  it.each([
    { given: { exit_code: 127, error: 'tar: no space left on device' }, stored: 'tar: no space left on device' },
    { given: { exit_code: 127, error: '' }, stored: 'Command not found' },
    { given: { exit_code: 127, error: undefined }, stored: 'Command not found' },
    { given: { status: 'aborted', exit_code: 130, error: 'left at a prompt' }, stored: 'left at a prompt' },
    { given: { status: 'done', error: 'of no interest' }, stored: '' },
    { given: { error: `\u001B[31mred\u001B[0m\u0000 \uD83D` }, stored: 'red \uFFFD' },
    { given: { error: '\u{1F4E6}'.repeat(6_000) }, stored: '\u{1F4E6}'.repeat(5_000) },
  ] as const)('stores what went wrong in the words of $given.error', async ({ given, stored }) => {
    const transport = scripted(answers.found(), answers.stored());
    await aClient(transport).update({ random_id, ...given });
    expect(transport.seen[1]?.body).toMatchObject({ error: stored });
  });

  it('refuses an error that is no text', async () => {
    const transport = scripted();
    const outcome = await aClient(transport).update({ random_id, error: new Error('tar') as never });
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'invalid-record', fate: 'not-sent' } });
    expect(transport.seen).toEqual([]);
  });

  it.each([
    { status: 'done', exit_code: 127, stored: { status: 'sucess', exit_code: 0, error: '' } },
    { status: 'success', exit_code: 0, stored: { status: 'sucess', exit_code: 0, error: '' } },
    { status: 'sucess', exit_code: 'none', stored: { status: 'sucess', exit_code: 0, error: '' } },
    {
      status: 'failed',
      exit_code: 2,
      stored: { status: 'failed', exit_code: 2, error: 'Misuse of shell builtins (e.g. syntax error)' },
    },
    {
      status: undefined,
      exit_code: undefined,
      stored: { status: 'failed', exit_code: 1, error: 'General error / Operation not permitted' },
    },
    { status: '', exit_code: 5, stored: { status: 'failed', exit_code: 5, error: 'Unknown error' } },
    { status: 'Done', exit_code: 0, stored: { status: 'unknown', exit_code: 0, error: 'Unknown error' } },
    {
      status: 'aborted',
      exit_code: 130,
      stored: { status: 'unknown', exit_code: 130, error: 'Terminated by Ctrl+C (SIGINT)' },
    },
    {
      status: 'aborted',
      exit_code: undefined,
      stored: { status: 'unknown', exit_code: 130, error: 'Terminated by Ctrl+C (SIGINT)' },
    },
    { status: 'aborted', exit_code: null, stored: { status: 'unknown', exit_code: 130 } },
    { status: 'aborted', exit_code: 'none', stored: { status: 'unknown', exit_code: 130 } },
    { status: 'aborted', exit_code: -1, stored: { status: 'unknown', exit_code: 130 } },
    { status: 'aborted', exit_code: 0, stored: { status: 'unknown', exit_code: 0 } },
    { status: 'aborted', exit_code: '1', stored: { status: 'unknown', exit_code: 1 } },
    { status: 'aborted', exit_code: { signal: 'SIGTERM' }, stored: { status: 'unknown', exit_code: 143 } },
    { status: 'unknown', exit_code: undefined, stored: { status: 'unknown', exit_code: 1 } },
    { status: null, exit_code: 5, stored: { status: 'failed', exit_code: 5, error: 'Unknown error' } },
    { status: ['done'], exit_code: 5, stored: { status: 'unknown', exit_code: 5, error: 'Unknown error' } },
    { status: 'installing', exit_code: 0, stored: { status: 'unknown', exit_code: 0, error: 'Unknown error' } },
    {
      status: 'constructor',
      exit_code: 1,
      stored: { status: 'unknown', exit_code: 1, error: 'General error / Operation not permitted' },
    },
    { status: 'failed', exit_code: 'none', stored: { status: 'failed', exit_code: 1 } },
    { status: 'failed', exit_code: '', stored: { status: 'failed', exit_code: 1 } },
    { status: 'failed', exit_code: '007', stored: { status: 'failed', exit_code: 7 } },
    { status: 'failed', exit_code: '00', stored: { status: 'failed', exit_code: 0 } },
    { status: 'failed', exit_code: 999, stored: { status: 'failed', exit_code: 999 } },
    { status: 'failed', exit_code: -1, stored: { status: 'failed', exit_code: 1 } },
    { status: 'failed', exit_code: 1.5, stored: { status: 'failed', exit_code: 1 } },
    { status: 'failed', exit_code: '99999999999999999999', stored: { status: 'failed', exit_code: 1 } },
    {
      status: 'failed',
      exit_code: { exitCode: null, signal: 'SIGKILL' },
      stored: { status: 'failed', exit_code: 137 },
    },
    {
      status: 'failed',
      exit_code: { exitCode: 0, signal: 9 },
      stored: { status: 'failed', exit_code: 137, error: 'Killed (SIGKILL / Out of memory?)' },
    },
    {
      status: 'failed',
      exit_code: { exitCode: null, signal: 'SIGXFSZ' },
      stored: { status: 'failed', exit_code: 153, error: 'Killed by SIGXFSZ' },
    },
    {
      status: 'failed',
      exit_code: { exitCode: null, signal: 'SIGNOTHING' },
      stored: { status: 'failed', exit_code: 1, error: 'General error / Operation not permitted' },
    },
  ])('stores $status $exit_code as $stored', async ({ status, exit_code, stored }) => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id, status: status as GivenStatus, exit_code });
    expect(backend.records()).toMatchObject([stored]);
  });

  it.each([
    { status: 'done', told: 'success' },
    { status: 'failed', told: 'failed' },
    { status: 'aborted', told: 'aborted' },
    { status: 'cancelled', told: 'unknown' },
  ])('tells a backend of $status as $told, whatever it can store', async ({ status, told }) => {
    const patches: object[] = [];
    const backend: Backend = {
      ...memory(),
      update: async ({ patch }) => {
        patches.push(patch);
        return { result: 'updated' };
      },
    };
    await new TelemetryClient({ consent: true, backend }).update({
      random_id,
      record_id: 'a',
      status: status as GivenStatus,
    });
    expect(patches).toMatchObject([{ status: told }]);
  });

  it('explains the exit code with the client’s catalogue', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend, catalogue: todayCatalogue });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id, exit_code: 130 });
    expect(backend.records()).toMatchObject([{ error: 'Aborted by user (SIGINT)' }]);
    expect(telemetry.explainExitCode(130)).toBe('Aborted by user (SIGINT)');
  });

  it.each<{ wrong: Partial<InstallationUpdate>; expected: object }>([
    { wrong: { random_id: '' }, expected: { outcome: 'skipped', reason: 'no-random-id' } },
    { wrong: { random_id: undefined as never }, expected: { outcome: 'skipped', reason: 'no-random-id' } },
    { wrong: { random_id: "x'||random_id!='" }, expected: { outcome: 'failed', error: { code: 'invalid-record' } } },
    {
      wrong: { record_id: '../../settings' },
      expected: { outcome: 'failed', error: { code: 'invalid-record', fields: { record_id: expect.any(String) } } },
    },
    { wrong: { record_id: '..' }, expected: { outcome: 'failed', error: { code: 'invalid-record' } } },
    { wrong: { record_id: 7 as never }, expected: { outcome: 'failed', error: { code: 'invalid-record' } } },
  ])('sends nothing for $wrong', async ({ wrong, expected }) => {
    const transport = scripted(answers.stored());
    expect(await aClient(transport).update({ random_id, ...wrong })).toMatchObject(expected);
    expect(transport.seen).toEqual([]);
  });

  it.each([null, undefined, 'x'])('answers %j with a skipped outcome', async (nothing) => {
    expect(await aClient(scripted()).update(nothing as never)).toMatchObject({
      outcome: 'skipped',
      reason: 'no-random-id',
    });
  });

  it('takes no other record from a lookup whose query was lost', async () => {
    const stranger = { id: 'strangersrecord', random_id: '99999999-stranger', status: 'installing' };
    const transport = scripted({ status: 200, json: { items: [stranger], page: 1, perPage: 30 } });
    expect(await aClient(transport).update({ random_id })).toMatchObject({
      outcome: 'failed',
      error: { code: 'unexpected-answer', fate: 'not-sent' },
    });
    expect(methods(transport)).toEqual(['GET']);
  });

  const anothers = answers.foundAnothers();
  const idAlone = { status: 200, json: { items: [{ id: 'strangersrecord' }] } };
  it.each([
    { what: 'its lookup', answered: [anothers], sent: ['GET'], code: 'unexpected-answer' },
    { what: 'its lookup, of an id alone,', answered: [idAlone], sent: ['GET'], code: 'unexpected-answer' },
    {
      what: 'the lookup after a 404',
      record_id: 'movedelsewhere0',
      answered: [answers.missing(), anothers],
      sent: ['PATCH', 'GET'],
      code: 'unexpected-answer',
    },
    {
      what: 'the lookup after a refusal without a reason',
      record_id: 'refusedrecord00',
      answered: [answers.refused(), anothers],
      sent: ['PATCH', 'GET'],
      code: 'rejected',
    },
  ])('writes nothing to another’s record that $what shows', async ({ record_id, answered, sent, code }) => {
    const transport = scripted(...answered);
    const outcome = await aClient(transport).update({ random_id, ...(record_id === undefined ? {} : { record_id }) });
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code } });
    expect(methods(transport)).toEqual(sent);
  });

  it.each([
    { what: 'not unique', refusal: answers.notUnique(), code: 'unexpected-answer' },
    { what: 'refused without a reason', refusal: answers.refused(), code: 'rejected' },
  ])(
    'writes nothing to another’s record that it is shown after its late create was $what',
    async ({ refusal, code }) => {
      const transport = scripted(answers.unavailable(), answers.nothing(), refusal, answers.foundAnothers());
      const telemetry = aClient(transport, { attempts: 1 });
      await telemetry.create(aRecord({ random_id }));
      expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'failed', error: { code } });
      expect(methods(transport)).toEqual(['POST', 'GET', 'POST', 'GET']);
    },
  );

  it('is not-found when a server has no such record', async () => {
    const transport = scripted(answers.nothing());
    const telemetry = aClient(transport, { attempts: 1 });
    expect(await telemetry.update({ random_id })).toEqual({ random_id, outcome: 'skipped', reason: 'not-found' });
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'skipped', reason: 'not-found' });
    expect(methods(transport)).toEqual(['GET']);
  });

  it('looks again while attempts last, since another process’s create may be on its way', async () => {
    const transport = scripted(answers.nothing(), answers.found(), answers.stored());
    expect(await aClient(transport).update({ random_id })).toMatchObject({ outcome: 'updated' });
    expect(methods(transport)).toEqual(['GET', 'GET', 'PATCH']);
  });

  it.each([
    { what: 'its answer', created: answers.stored(), lookups: 1 },
    { what: 'a lookup', created: answers.notUnique(), lookups: 3 },
  ])(
    'patches a record whose create was confirmed while it looked, by the id of $what',
    async ({ created, lookups }) => {
      const record = aRecord();
      const { random_id } = record;
      const transport = scripted(async ({ method }) => {
        if (method === 'POST') return created;
        if (method === 'PATCH') return answers.stored();
        const looked = transport.seen.filter((request) => request.method === 'GET').length;
        if (looked > 1) return looked === 2 ? answers.unavailable() : answers.found();
        await telemetry.create(record);
        return answers.nothing();
      });
      const telemetry: TelemetryClient = aClient(transport, { attempts: 1 });
      expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'updated' });
      expect(methods(transport).filter((method) => method === 'GET')).toHaveLength(lookups);
    },
  );

  it('waits for a create in flight', async () => {
    const transport = scripted(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return answers.stored();
    });
    const telemetry = aClient(transport);
    const creating = telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'updated' });
    expect(await creating).toMatchObject({ outcome: 'created' });
    expect(methods(transport)).toEqual(['POST', 'PATCH']);
  });
});

describe('a record that is not where it was', () => {
  it.each([
    {
      what: 'has ended already',
      found: answers.found('abc123def456789', 'failed'),
      expected: { outcome: 'skipped', reason: 'already-updated' },
      requests: ['POST', 'PATCH', 'GET'],
    },
    {
      what: 'is elsewhere',
      found: answers.found('moved0000000000', 'installing'),
      then: answers.stored('moved0000000000'),
      expected: { outcome: 'updated', record_id: 'moved0000000000' },
      requests: ['POST', 'PATCH', 'GET', 'PATCH'],
    },
    {
      what: 'may not be changed',
      found: answers.found('abc123def456789', 'installing'),
      expected: { outcome: 'failed', error: { code: 'rejected', status: 404, fate: 'refused' } },
      requests: ['POST', 'PATCH', 'GET'],
    },
    {
      what: 'is nowhere',
      found: answers.nothing(),
      expected: { outcome: 'skipped', reason: 'not-found' },
      requests: ['POST', 'PATCH', 'GET', 'GET', 'GET'],
    },
  ])('$what', async ({ found, then = found, expected, requests }) => {
    const transport = scripted(answers.stored(), answers.missing(), found, then);
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject(expected);
    expect(methods(transport)).toEqual(requests);
  });

  it.each([
    {
      now: 'installing',
      expected: { outcome: 'failed', error: { code: 'rejected', fate: 'refused', status: 404 } },
    },
    { now: 'failed', expected: { outcome: 'skipped', reason: 'already-updated' } },
  ])('is tried elsewhere once only, and looked at when that fails: $now', async ({ now, expected }) => {
    const transport = scripted(
      answers.stored(),
      answers.missing(),
      answers.found('moved0000000000', 'installing'),
      answers.missing(),
      answers.found('moved0000000000', now),
    );
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject(expected);
    expect(methods(transport)).toEqual(['POST', 'PATCH', 'GET', 'PATCH', 'GET']);
  });
});

describe('a refused patch without a reason', () => {
  it.each([
    { found: answers.found('abc123def456789', 'sucess'), expected: { outcome: 'skipped', reason: 'already-updated' } },
    {
      found: answers.found('abc123def456789', 'installing'),
      expected: { outcome: 'failed', error: { code: 'rejected', fate: 'refused' } },
    },
    { found: answers.nothing(), expected: { outcome: 'failed', error: { code: 'rejected', fate: 'refused' } } },
    { found: { status: 403 }, expected: { outcome: 'failed', error: { code: 'rejected', fate: 'unknown' } } },
  ])('is decided by $found', async ({ found, expected }) => {
    const transport = scripted(answers.stored(), answers.refused(), found);
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject(expected);
    expect(methods(transport)).toEqual(['POST', 'PATCH', 'GET']);
  });
});

describe('an update whose create failed', () => {
  it('makes the record late, complete, with its final status', async () => {
    const transport = scripted({ status: 403 }, answers.nothing(), answers.stored());
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id, disk_size: '20G' }));
    expect(await telemetry.update({ random_id, status: 'failed', exit_code: 100 })).toEqual({
      random_id,
      outcome: 'updated',
      record_id: 'abc123def456789',
      status: 'failed',
      exit_code: 100,
      late: true,
    });
    expect(methods(transport)).toEqual(['POST', 'GET', 'POST']);
    expect(transport.seen[2]?.body).toEqual({
      ...(transport.seen[0]?.body as object),
      disk_size: 20,
      status: 'failed',
      error: 'APT: Package manager error (broken packages / dependency problems)',
      exit_code: 100,
    });
  });

  it('makes the late record of what its create was given, whatever the update says of it', async () => {
    const transport = scripted({ status: 403 }, answers.missing(), answers.nothing(), answers.stored());
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id, core_count: 2 }));
    const end = { random_id, record_id: 'gone00000000000', exit_code: 100, record: { core_count: 9, arch: 'arm64' } };
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'updated', late: true });
    expect(transport.seen[3]?.body).toEqual({
      ...(transport.seen[0]?.body as object),
      status: 'failed',
      error: 'APT: Package manager error (broken packages / dependency problems)',
      exit_code: 100,
    });
  });

  it('creates the record of a create that was aborted before anything was loaded', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: 'yes', backend });
    const record = aRecord();
    const aborted = await telemetry.create(record, { signal: AbortSignal.abort() });
    expect(aborted).toMatchObject({ outcome: 'failed', error: { code: 'aborted', fate: 'not-sent' } });
    const { random_id } = aborted;
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject({ outcome: 'updated', late: true });
    expect(backend.records()).toMatchObject([{ nsapp: record.nsapp, exit_code: 9 }]);
  });

  it('patches the record when its answer only was lost', async () => {
    const transport = scripted({ rejects: new Error('reset') }, answers.found(), answers.stored());
    const telemetry = aClient(transport, { attempts: 1 });
    expect(await telemetry.create(aRecord({ random_id }))).toMatchObject({
      outcome: 'failed',
      error: { fate: 'unknown' },
    });
    expect(await telemetry.update({ random_id })).toEqual({
      random_id,
      outcome: 'updated',
      record_id: 'abc123def456789',
      status: 'failed',
      exit_code: 1,
    });
    expect(methods(transport)).toEqual(['POST', 'GET', 'PATCH']);
  });

  it.each([
    {
      what: 'installing',
      found: answers.found('abc123def456789', 'installing'),
      expected: { outcome: 'updated' },
      requests: ['PATCH'],
    },
    {
      what: 'ended',
      found: answers.found('abc123def456789', 'failed'),
      // By this very create, perhaps, whose answer was lost: the same values again confirm it.
      expected: { outcome: 'updated' },
      requests: ['PATCH'],
    },
    {
      what: 'nowhere',
      found: answers.nothing(),
      expected: { outcome: 'failed', error: { code: 'unexpected-answer' } },
      requests: [],
    },
  ])('finds the record that landed meanwhile $what', async ({ found, expected, requests }) => {
    const transport = scripted({ status: 403 }, answers.nothing(), answers.notUnique(), found, answers.stored());
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject(expected);
    expect(methods(transport)).toEqual(['POST', 'GET', 'POST', 'GET', ...requests]);
  });

  it('fails when the record is refused again', async () => {
    const transport = scripted({ status: 403 }, answers.nothing(), { status: 403 });
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', status: 403, fate: 'refused' },
    });
  });

  it('looks up a late create that is refused without a reason', async () => {
    const transport = scripted(
      { status: 403 },
      answers.nothing(),
      answers.refused(),
      answers.found('abc123def456789', 'installing'),
      answers.stored(),
    );
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'updated' });
    expect(methods(transport)).toEqual(['POST', 'GET', 'POST', 'GET', 'PATCH']);
  });
});
