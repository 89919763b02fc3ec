import { describe, expect, it } from 'vitest';
import { redirectTarget } from '../../src/transport/redirect.js';
import { pocketBase, TelemetryClient, type UpdateOutcome } from '../../src/index.js';
import { aClient } from '../support/clients.js';
import { serve } from '../support/http-server.js';
import { aRecord } from '../support/records.js';
import { type Answer, answers, methods, type Scripted, scripted } from '../support/scripted-transport.js';

describe('a redirect', () => {
  it.each([
    { from: 'https://a.example/x', location: '/y', to: 'https://a.example/y' },
    { from: 'https://a.example/x', location: 'https://a.example/y?z=1', to: 'https://a.example/y?z=1' },
    { from: 'https://a.example/x', location: '//a.example/y', to: 'https://a.example/y' },
    { from: 'http://a.example/x', location: 'https://a.example/x', to: 'https://a.example/x' },
    { from: 'http://a.example:8090/x', location: 'https://a.example/x', to: 'https://a.example/x' },
    { from: 'http://a.example:8090/x', location: 'http://a.example:8090/y', to: 'http://a.example:8090/y' },
    { from: 'https://A.example/x', location: 'https://a.EXAMPLE/y', to: 'https://a.example/y' },
  ])('from $from may lead to $location', ({ from, location, to }) => {
    expect(redirectTarget(from, 307, location)).toBe(to);
  });

  it.each([
    { from: 'https://a.example/x', location: 'http://a.example/x', why: 'https never downgrades' },
    { from: 'https://a.example/x', location: 'https://b.example/x', why: 'another host' },
    { from: 'https://a.example/x', location: 'https://a.example.evil/x', why: 'another host' },
    { from: 'https://a.example/x', location: 'https://a.example:8443/x', why: 'another port' },
    { from: 'http://a.example:80/x', location: 'https://a.example:80/x', why: 'another port' },
    { from: 'https://a.example/x', location: 'https://me:secret@a.example/x', why: 'credentials' },
    { from: 'https://a.example/x', location: 'file:///etc/passwd', why: 'another scheme' },
    { from: 'https://a.example/x', location: 'javascript:alert(1)', why: 'another scheme' },
    { from: 'https://a.example/x', location: 'https://', why: 'no URL' },
    { from: 'https://a.example/x', location: null, why: 'no Location' },
  ])('from $from may not lead to $location: $why', ({ from, location }) => {
    expect(redirectTarget(from, 307, location)).toBeUndefined();
  });

  it.each([301, 302, 303, 307, 308])('of %i is followed with method and body', async (status) => {
    const transport = scripted({ status, headers: { Location: '/moved' } }, answers.stored());
    expect(await aClient(transport).create(aRecord())).toMatchObject({ outcome: 'created' });
    expect(methods(transport)).toEqual(['POST', 'POST']);
    expect(transport.seen[1]?.url.href).toBe('https://pb.example/moved');
    expect(transport.seen[1]?.body).toEqual(transport.seen[0]?.body);
  });

  it.each([
    { what: 'another host', status: 307, headers: { location: 'https://elsewhere.example/' } },
    { what: 'no Location', status: 302, headers: {} },
    { what: 'no redirect status', status: 304, headers: { location: '/moved' } },
    { what: 'a browser’s opaque answer', status: 0, headers: {} },
  ])('with $what fails, and nothing goes there', async ({ status, headers }) => {
    const transport = scripted({ status, headers }, answers.stored());
    expect(await aClient(transport).create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'unexpected-answer', status, fate: 'unknown' },
    });
    expect(methods(transport)).toEqual(['POST']);
  });

  it.each<{ what: string; then: Answer }>([
    { what: 'a refused connection', then: { rejects: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) } },
    { what: 'a 429', then: { status: 429 } },
    { what: 'a 403', then: { status: 403 } },
    { what: 'a 400 that names a field', then: { status: 400, json: { data: { type: { code: 'validation_x' } } } } },
  ])('may come after the write, so that $what behind it leaves the fate unknown', async ({ then }) => {
    const transport = scripted({ status: 303, headers: { location: '/done' } }, then);
    expect(await aClient(transport, { attempts: 1 }).create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { fate: 'unknown' },
    });
  });

  it('of a PATCH to a 404 leaves the fate unknown until the record is looked up', async () => {
    const record_id = 'abc123def456789';
    const moved = { status: 303, headers: { location: '/done' } };
    const update = async (...rest: Scripted[]): Promise<UpdateOutcome> =>
      aClient(scripted(moved, answers.missing(), ...rest), { attempts: 1 }).update({
        random_id: 'installation-1',
        record_id,
      });
    expect(await update(answers.unavailable())).toMatchObject({ outcome: 'failed', error: { fate: 'unknown' } });
    expect(await update(answers.found(record_id, 'failed'))).toMatchObject({ reason: 'already-updated' });
    expect(await update(answers.nothing())).toMatchObject({ reason: 'not-found' });
  });

  it('is followed five times, not six', async () => {
    const moved = { status: 308, headers: { location: '/again' } };
    const five = scripted(moved, moved, moved, moved, moved, answers.stored());
    expect(await aClient(five).create(aRecord())).toMatchObject({ outcome: 'created' });
    const six = scripted(moved);
    expect(await aClient(six).create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'unexpected-answer' },
    });
    expect(six.seen).toHaveLength(6);
  });

  it('of a real server is followed by the default transport with method and body', async () => {
    const bodies: string[] = [];
    const baseUrl = await serve((request, response) => {
      void request
        .setEncoding('utf8')
        .toArray()
        .then((chunks) => {
          bodies.push(`${request.method} ${request.url} ${chunks.join('')}`);
          if (bodies.length === 1) response.writeHead(301, { location: '/v2' }).end();
          else response.end('{"id":"abc123def456789"}');
        });
    });
    const record = aRecord();
    const backend = pocketBase({ baseUrl });
    expect(await new TelemetryClient({ consent: true, backend }).create(record)).toMatchObject({ outcome: 'created' });
    expect(bodies[1]).toMatch(/^POST \/v2 \{/);
    expect(bodies[1]).toContain(record.random_id);
  });
});

describe('an error behind a redirect', () => {
  it('names what was asked for, not where the server led: that is the server’s text', async () => {
    const transport = scripted({ status: 307, headers: { location: '/secret' }, text: '' }, { status: 401, text: '' });
    const outcome = await aClient(transport).create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'rejected', status: 401 } });
    expect(outcome.outcome === 'failed' && outcome.error.message).toMatch(
      /^POST .*\/records was refused with 401: is the token in `headers` right\?$/,
    );
  });
});
