import { describe, expect, it } from 'vitest';
import type { Backend, TransportFunction } from '../../src/index.js';
import {
  backendContract,
  type ContractCase,
  memory,
  transportContract,
  transportContractServer,
} from '../../src/testing/index.js';
import { fromFetchHandler, serve } from '../support/http-server.js';

/** The names of the cases that fail. */
async function failing(cases: ContractCase[]): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of cases) await run().catch(() => names.push(name));
  return names;
}

function broken(change: (good: Backend) => Partial<Backend>): () => Backend {
  return () => {
    const good = memory();
    return { ...good, ...change(good) };
  };
}

const { signal } = new AbortController();

describe('the backend contract', () => {
  it.each<{ what: string; make: () => Backend; found: string }>([
    { what: 'has no name', make: broken(() => ({ name: '' })), found: 'has a name and says what may be repeated' },
    {
      what: 'stores nothing',
      make: broken(() => ({ create: () => Promise.resolve({ result: 'existing' }) })),
      found: 'stores a record',
    },
    {
      what: 'stores two records of one random_id',
      make: broken((good) => ({
        create: async (record, call) => ({ ...(await good.create(record, call)), result: 'created' }),
      })),
      found: 'keeps one record per random_id',
    },
    {
      what: 'finds any record',
      make: broken(() => ({ find: () => Promise.resolve({ record_id: 'any000000000000' }) })),
      found: 'finds a record by its random_id, and only that',
    },
    {
      what: 'does not store an aborted end',
      make: broken((good) => ({
        update: (target, call) =>
          target.patch.status === 'aborted' ? Promise.resolve({ result: 'missing' }) : good.update(target, call),
      })),
      found: 'stores every final status',
    },
    {
      what: 'confirms what it does not store',
      make: broken(() => ({ update: () => Promise.resolve({ result: 'updated' }) })),
      found: 'stores every final status',
    },
    {
      what: 'takes an end once only, yet says it may be repeated',
      make: broken((good) => {
        let updates = 0;
        return {
          update: (target, call) =>
            (updates += 1) > 1 ? Promise.resolve({ result: 'missing' }) : good.update(target, call),
        };
      }),
      found: 'accepts the same end again',
    },
    {
      what: 'makes up the record it should update',
      make: broken(() => ({ update: () => Promise.resolve({ result: 'updated' }) })),
      found: 'reports missing for an update of an unknown record',
    },
    {
      what: 'refuses privileged containers',
      make: broken((good) => ({
        create: (record, call) =>
          record.ct_type === 0 ? Promise.reject(new Error('zero')) : good.create(record, call),
      })),
      found: 'stores a privileged container',
    },
    {
      what: 'rejects with errors of its own',
      make: broken((good) => ({
        create: (record, call) =>
          record.nsapp === '' ? Promise.reject(new Error('refused')) : good.create(record, call),
      })),
      found: 'rejects a record it refuses with a TelemetryError',
    },
    {
      what: 'does not listen to its signal',
      make: broken((good) => ({ create: (record) => good.create(record, { signal }) })),
      found: 'sends nothing after its signal has aborted',
    },
  ])('finds a backend that $what', async ({ make, found }) => {
    expect(await failing(backendContract(make))).toContain(found);
  });

  it.each<{ what: string; change: Partial<Backend>; found: string }>([
    {
      what: 'refuses an end alone with an error of its own',
      change: {
        update: (target, call) => (target.patch.type ? take(call.signal) : Promise.reject(new Error('alone'))),
      },
      found: 'accepts the end of a record it did not create, with its known fields',
    },
    {
      what: 'refuses the end of a record it was never told',
      change: { update: () => Promise.resolve({ result: 'missing' }) },
      found: 'accepts the end of a record it did not create, with its known fields',
    },
    {
      what: 'gives a new attempt the id of the former one',
      change: { attempts: { of: (random_id) => random_id, begin: (random_id) => random_id } },
      found: 'tells the attempts of an installation apart',
    },
    {
      what: 'forgets which attempt is the present one',
      change: { attempts: { of: (random_id) => random_id, begin: () => crypto.randomUUID() } },
      found: 'tells the attempts of an installation apart',
    },
  ])('finds a backend that takes reports, yet $what', async ({ change, found }) => {
    expect(await failing(backendContract(() => ({ ...queue(), ...change })))).toContain(found);
  });

  it('lets a backend pass that takes reports and finds none', async () => {
    expect(await failing(backendContract(queue))).toEqual([]);
  });
});

function queue(): Backend {
  return {
    name: 'queue',
    repeatable: { create: false, update: false },
    create: (_record, call) => take(call.signal),
    update: (_target, call) => take(call.signal),
  };
}

async function take(given: AbortSignal): Promise<{ result: 'accepted' }> {
  given.throwIfAborted();
  return Promise.resolve({ result: 'accepted' });
}

describe('the transport contract', () => {
  const plainFetch: TransportFunction = ({ url, ...request }) => fetch(url, { ...request, redirect: 'manual' });

  it.each<{ what: string; transport: TransportFunction; found: string }>([
    {
      what: 'drops the body',
      transport: ({ url, method, headers, signal }) => fetch(url, { method, headers, signal, redirect: 'manual' }),
      found: 'sends method, headers and body as they are',
    },
    {
      what: 'rejects on a status',
      transport: async (request) => {
        const response = await plainFetch(request);
        if (response.status >= 400) throw new Error('status');
        return response;
      },
      found: 'resolves whatever the status is',
    },
    {
      what: 'follows redirects',
      transport: ({ url, ...request }) => fetch(url, request),
      found: 'follows no redirect and shows where it leads',
    },
    {
      what: 'hides the headers',
      transport: async (request) => {
        const { status, body } = await plainFetch(request);
        return { status, body: body ?? null };
      },
      found: 'shows the headers of the answer',
    },
    {
      what: 'tries again by itself',
      transport: async (request) => {
        const response = await plainFetch(request);
        return response.status === 503 ? plainFetch(request) : response;
      },
      found: 'makes no second request of its own',
    },
    {
      what: 'resolves to nothing on silence',
      transport: (request) => Promise.resolve(plainFetch(request)).catch(() => ({ status: 0, headers: {} })),
      found: 'rejects when no server listens',
    },
    {
      what: 'sends whatever its signal says',
      transport: ({ url, method }) => fetch(url, { method, redirect: 'manual', signal: AbortSignal.timeout(500) }),
      found: 'sends nothing after its signal has aborted',
    },
  ])('finds a transport that $what', async ({ transport, found }) => {
    const url = await serve(fromFetchHandler(transportContractServer));
    expect(await failing(transportContract({ transport, url }))).toContain(found);
  });
});
