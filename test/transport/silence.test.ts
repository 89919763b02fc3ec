import { describe, expect, it } from 'vitest';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';

function failure(own: object, cause?: unknown): Error {
  return Object.assign(new TypeError('fetch failed', { cause }), own);
}

describe('a create that got no answer', () => {
  it.each([
    { runtime: 'Node, refused', silence: failure({}, failure({ code: 'ECONNREFUSED' })), fate: 'not-sent' },
    { runtime: 'Node, no such host', silence: failure({}, failure({ code: 'ENOTFOUND' })), fate: 'not-sent' },
    { runtime: 'Node, too slow', silence: failure({}, failure({ code: 'UND_ERR_CONNECT_TIMEOUT' })), fate: 'not-sent' },
    {
      runtime: 'Deno, refused',
      silence: failure({}, new Error('error sending request for url (https://x/): client error (Connect): refused')),
      fate: 'not-sent',
    },
    { runtime: 'Bun, refused', silence: failure({ code: 'ConnectionRefused' }), fate: 'not-sent' },
    { runtime: 'Node, reset', silence: failure({}, failure({ code: 'ECONNRESET' })), fate: 'unknown' },
    {
      runtime: 'Deno, reset',
      silence: failure({}, new Error('error sending request for url (https://x/): client error (SendRequest)')),
      fate: 'unknown',
    },
    { runtime: 'anything else', silence: 'no', fate: 'unknown' },
  ])('is known to be $fate where the runtime says it as "$runtime"', async ({ silence, fate }) => {
    const telemetry = aClient(() => Promise.reject(silence), { attempts: 1 });
    expect(await telemetry.create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'unreachable', fate },
    });
  });

  it.each([
    { silence: failure({}, failure({ code: 'ECONNRESET' })), says: 'got no answer (ECONNRESET)' },
    { silence: failure({ code: 'no code, but: <secret>' }), says: 'got no answer' },
    { silence: failure({ code: 7 }), says: 'got no answer' },
  ])('$says, as the runtime names it', async ({ silence, says }) => {
    const telemetry = aClient(() => Promise.reject(silence), { attempts: 1 });
    const outcome = await telemetry.create(aRecord());
    expect(outcome.outcome === 'failed' && outcome.error.message).toBe(
      `POST https://pb.example/api/collections/_dev_telemetry_data/records ${says}`,
    );
  });
});
