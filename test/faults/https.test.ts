import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { end } from './bad-network.js';
import { certificate, startHttpsProxy } from './https-proxy.js';

const server = usePocketBase();
const script = fileURLToPath(new URL('./report-end.mjs', import.meta.url));
const installing = { status: 'installing', exit_code: 0 };
const downgrades = [
  {
    what: 'nothing',
    method: 'none',
    told: ['created', 'updated'],
    seen: ['https POST', 'https GET', 'https PATCH'],
    stored: [end],
  },
  {
    what: 'a create',
    method: 'POST',
    told: ['failed: unexpected-answer, unknown', 'skipped: not-found'],
    seen: ['https POST', 'https GET', 'https GET'],
    stored: [],
  },
  {
    what: 'a lookup',
    method: 'GET',
    told: ['created', 'failed: unexpected-answer, not-sent'],
    seen: ['https POST', 'https GET'],
    stored: [installing],
  },
  {
    what: 'an update',
    method: 'PATCH',
    told: ['created', 'failed: unexpected-answer, unknown'],
    seen: ['https POST', 'https GET', 'https PATCH'],
    stored: [installing],
  },
];

/** Reports from a process that trusts the proxy. */
async function report(url: string, over: string): Promise<{ told: unknown; random_id: string }> {
  const random_id = randomUUID();
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, url, random_id, over], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
  });
  expect(stderr).toBe('');
  return { told: JSON.parse(stdout), random_id };
}

describeOnPocketBase.each(['fetch', 'node:https'])('a real PocketBase behind https, over %s', (over) => {
  it.each(downgrades)(
    'gets nothing in clear text where $what is sent to http',
    async ({ method, told, seen, stored }) => {
      const proxy = await startHttpsProxy(server().url, (request) => request.method === method);
      onTestFinished(() => proxy.close());
      const reported = await report(`https://localhost:${proxy.port}`, over);
      expect(proxy.seen).toEqual(seen);
      expect(reported.told).toEqual(told);
      expect(await server().records(reported.random_id)).toMatchObject(stored);
    },
  );

  it('gets everything from a client that is sent there from http', async () => {
    const proxy = await startHttpsProxy(server().url, ({ scheme }) => scheme === 'http');
    onTestFinished(() => proxy.close());
    const { told, random_id } = await report(`http://localhost:${proxy.port}`, over);
    expect(proxy.seen).toEqual(['POST', 'GET', 'PATCH'].flatMap((method) => [`http ${method}`, `https ${method}`]));
    expect(told).toEqual(['created', 'updated']);
    expect(await server().records(random_id)).toMatchObject([end]);
  });
});
