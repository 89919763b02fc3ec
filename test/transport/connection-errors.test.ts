import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { pocketBase, TelemetryClient, type TelemetryError } from '../../src/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';

function failure(own: object, cause?: unknown): Error {
  return Object.assign(new TypeError('fetch failed', { cause }), own);
}

/** What Deno says, behind the URL. */
function denoFailure(words: string): Error {
  return failure({}, new Error(`error sending request for url (https://x/): client error ${words}`));
}

/** An AggregateError, as Node's of a name with several addresses. */
function oneOf(...errors: object[]): Error {
  return failure({}, Object.assign(new AggregateError(errors.map((own) => failure(own))), errors[0]));
}

async function failedWith(
  silence: unknown,
  { error, attempts: most = 1 }: { error?: string; attempts?: number } = {},
): Promise<{ error: TelemetryError; attempts: number }> {
  let attempts = 0;
  const telemetry = aClient(
    () => {
      attempts += 1;
      return Promise.reject(silence);
    },
    { attempts: most },
  );
  const outcome = await telemetry.update({ random_id: 'random-id-0001', record_id: 'abc123def456789', error });
  if (outcome.outcome !== 'failed') throw new Error(outcome.outcome);
  return { error: outcome.error, attempts };
}

const timedOut = { code: 'ETIMEDOUT', syscall: 'connect' };
const reset = { code: 'ECONNRESET', syscall: 'read' };
const CASES = [
  { says: 'ECONNREFUSED', silence: failure({}, failure({ code: 'ECONNREFUSED' })), fate: 'not-sent' },
  { says: 'ENOTFOUND', silence: failure({}, failure({ code: 'ENOTFOUND' })), fate: 'not-sent' },
  { says: 'ETIMEDOUT', silence: failure({}, failure(timedOut)), fate: 'not-sent' },
  { says: 'ETIMEDOUT', silence: failure({}, failure({ ...timedOut, syscall: 'read' })), fate: 'unknown' },
  { says: 'EHOSTUNREACH', silence: failure({}, failure({ code: 'EHOSTUNREACH', syscall: 'read' })), fate: 'unknown' },
  {
    says: 'EHOSTUNREACH',
    silence: failure({}, failure({ code: 'EHOSTUNREACH', syscall: 'connect' })),
    fate: 'not-sent',
  },
  {
    says: 'EPERM',
    silence: failure({ code: 'ERR_NETWORK' }, failure({ code: 'EPERM', syscall: 'connect' })),
    fate: 'not-sent',
  },
  { says: 'ETIMEDOUT', silence: oneOf(timedOut, { code: 'ENETUNREACH', syscall: 'connect' }), fate: 'not-sent' },
  { says: 'ECONNREFUSED', silence: oneOf({ code: 'ECONNREFUSED' }, reset), fate: 'unknown' },
  {
    says: 'UND_ERR_CONNECT_TIMEOUT',
    silence: failure({}, failure({ code: 'UND_ERR_CONNECT_TIMEOUT' })),
    fate: 'not-sent',
  },
  {
    says: 'UND_ERR_SOCKET',
    silence: failure({}, failure({ code: 'UND_ERR_SOCKET', name: 'SocketError' })),
    fate: 'unknown',
  },
  { says: 'ECONNRESET', silence: failure({}, failure(reset)), fate: 'unknown' },
  { says: 'HTTPParserError', silence: failure({}, failure({ name: 'HTTPParserError' })), fate: 'unknown' },
  { says: 'CERT_HAS_EXPIRED', silence: failure({}, failure({ code: 'CERT_HAS_EXPIRED' })), fate: 'not-sent' },
  { says: 'DEPTH_ZERO_SELF_SIGNED_CERT', silence: failure({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), fate: 'not-sent' },
  {
    says: 'ERR_TLS_CERT_ALTNAME_INVALID',
    silence: failure({}, failure({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })),
    fate: 'not-sent',
  },
  // May be the server's word on a certificate of the client's, which comes after the request.
  {
    says: 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    silence: failure({}, failure({ code: 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE' })),
    fate: 'unknown',
  },
  { says: 'ConnectionRefused', silence: failure({ code: 'ConnectionRefused' }), fate: 'not-sent' },
  {
    says: 'tcp connect error: Connection refused',
    silence: denoFailure('(Connect): tcp connect error: Connection refused (os error 111)'),
    fate: 'not-sent',
  },
  {
    says: 'dns error: failed to lookup address information',
    silence: denoFailure('(Connect): dns error: failed to lookup address information: Name or service not known'),
    fate: 'not-sent',
  },
  {
    says: 'invalid peer certificate: certificate expired',
    silence: denoFailure('(Connect): invalid peer certificate: certificate expired: verification time 1 (UNIX)'),
    fate: 'not-sent',
  },
  {
    says: 'connection closed before message completed',
    silence: denoFailure('(SendRequest): connection closed before message completed'),
    fate: 'unknown',
  },
  {
    says: 'Connection reset by peer',
    silence: failure({}, new Error('Connection reset by peer (os error 104)')),
    fate: 'unknown',
  },
  { says: undefined, silence: failure({ code: 'no code, but: <secret>' }), fate: 'unknown' },
  { says: undefined, silence: failure({ code: 7 }), fate: 'unknown' },
  { says: undefined, silence: 'no', fate: 'unknown' },
];

describe('a report that got no answer', () => {
  it.each(CASES)('says $says and is $fate', async ({ silence, says, fate }) => {
    const { error } = await failedWith(silence);
    const reason = says === undefined ? '' : ` (${says})`;
    expect(error).toMatchObject({ code: 'unreachable', fate });
    expect(error.message).toMatch(/^PATCH https:.* got no answer/);
    expect(error.message.replace(/^.* got no answer/, '')).toBe(reason);
    expect(error).not.toHaveProperty('isPermanent');
  });

  it.each(CASES)('says $says also where the report itself has the word', async ({ silence, says = 'nothing' }) => {
    const { error } = await failedWith(silence, { error: `curl: ${says}, fetch failed, Connection refused` });
    if (says !== 'nothing') expect(error.message).toContain(`(${says})`);
    expect(error.message).not.toContain('curl');
  });

  it('says nothing that stands in the report and is no word of a runtime', async () => {
    const { error } = await failedWith(failure({ code: 'hunter2_secret', name: 'Hunter2Secret' }), {
      error: 'hunter2_secret Hunter2Secret',
    });
    expect(error.message).toMatch(/got no answer$/);
  });
});

describe('a request that this process refuses to send', () => {
  it.each([
    { says: 'bad port', silence: failure({}, new Error('bad port')) },
    { says: 'bad port', silence: new TypeError('Fetch failed: Requests to port 6667 are blocked') },
    {
      says: 'NotCapable',
      silence: failure({ name: 'NotCapable', message: 'Requires net access to "pb.example:443", run again' }),
    },
    {
      says: 'ERR_ACCESS_DENIED',
      silence: failure({}, failure({ code: 'ERR_ACCESS_DENIED', message: 'getaddrinfo ERR_ACCESS_DENIED x' })),
    },
    { says: 'UND_ERR_INVALID_ARG', silence: failure({}, failure({ code: 'UND_ERR_INVALID_ARG' })) },
  ])('says $says and is tried once', async ({ silence, says }) => {
    const { error, attempts } = await failedWith(silence, { attempts: 3 });
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent', isPermanent: true });
    expect(error.message).toMatch(new RegExp(`^PATCH https:.* was not sent \\(${says}\\)$`));
    expect(attempts).toBe(1);
  });

  it.each([6667, 10080])('says so of port %i, by the fetch of this runtime', async (port) => {
    const events: string[] = [];
    const telemetry = new TelemetryClient({
      consent: true,
      backend: pocketBase({ baseUrl: `http://127.0.0.1:${port}` }),
      onEvent: ({ type }) => events.push(type),
    });
    const outcome = await telemetry.create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } });
    expect(outcome.outcome === 'failed' && outcome.error.message).toMatch(/ was not sent \(bad port\)$/);
    expect(events).toEqual(['attempt', 'outcome']);
  });

  it('says which header no request may have, by the fetch of this runtime', async () => {
    let connections = 0;
    const server = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const backend = pocketBase({ baseUrl: `http://127.0.0.1:${port}`, headers: { Expect: '100-continue' } });
    const outcome = await new TelemetryClient({ consent: true, backend }).create(aRecord());
    server.close();
    expect(outcome).toMatchObject({ outcome: 'failed', error: { fate: 'not-sent', isPermanent: true } });
    expect(connections).toBe(0);
  });
});
