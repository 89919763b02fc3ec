import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodeTransport } from '../../src/host/index.js';
import { pocketBase, TelemetryClient, type Transport } from '../../src/index.js';
import { serve } from '../support/http-server.js';
import { aRecord } from '../support/records.js';

const body = '{"id":"abc123def456789"}';

describe('the signal of a request', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is not made for nodeTransport, which listens without one', async () => {
    let made = 0;
    class CountedController extends AbortController {
      constructor() {
        super();
        made += 1;
      }
    }
    vi.stubGlobal('AbortController', CountedController);
    const url = await serve((_, response) => response.end(body));
    const backend = pocketBase({ baseUrl: url, transport: nodeTransport() });
    const { outcome } = await new TelemetryClient({ consent: 'yes', backend }).create(aRecord());
    expect({ outcome, made }).toEqual({ outcome: 'created', made: 0 });
  });

  it('can be replaced by a transport around nodeTransport', async () => {
    const url = await serve(() => undefined);
    const inner = nodeTransport();
    const impatient: Transport = { send: (request) => inner.send({ ...request, signal: AbortSignal.timeout(50) }) };
    const backend = pocketBase({ baseUrl: url, transport: impatient });
    const outcome = await new TelemetryClient({ consent: 'yes', backend, attempts: 1 }).create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unreachable' } });
  });
});
