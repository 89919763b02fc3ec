import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { withReadToken } from '../../src/cli/records/with-read-token.js';
import { listen, type Listening } from '../../src/cli/serve/node-server.js';
import { hostedCollector } from '../../src/collector/collector.js';
import { memoryStore } from '../../src/testing/index.js';
import { useCommandLine } from '../support/command-line.js';

const TOKEN = 'a-token-of-this-test';
const { telemetry } = useCommandLine();

let closed: Listening;

beforeAll(async () => {
  const store = memoryStore();
  closed = await listen(hostedCollector({ store, readToken: TOKEN }), '127.0.0.1', 0);
  await store.report(
    { random_id: randomUUID(), type: 'lxc', nsapp: 'plex', status: 'failed', exit_code: 127 },
    { signal: new AbortController().signal },
  );
});
afterAll(() => closed.stop());

it.each([
  { command: 'records', prints: '"nsapp":"plex"' },
  { command: 'top', prints: '"exit_code":127' },
])('$command reads from a closed collector with the token of TELEMETRY_READ_TOKEN', async ({ command, prints }) => {
  const args = [command, '--json', '--service', `${closed.url}/telemetry`];
  const read = await telemetry(args, { TELEMETRY_READ_TOKEN: TOKEN });
  expect(read).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(prints) });
});

it.each([
  { what: 'no token', token: '', code: 1, says: 'Reading needs its token in TELEMETRY_READ_TOKEN' },
  { what: 'another token', token: 'not-the-token-of-this', code: 1, says: 'does not accept the token in TELEMETRY_' },
  { what: 'a token with a line end', token: 'se\ncret', code: 2, says: 'TELEMETRY_READ_TOKEN: expected characters' },
])('records says why it cannot read with $what, and not the token', async ({ token, code, says }) => {
  const args = ['records', '--json', '--service', `${closed.url}/telemetry`];
  const read = await telemetry(args, { TELEMETRY_READ_TOKEN: token });
  expect(read).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
  expect(read.stderr).not.toMatch(/not-the-token|cret/);
});

it.each([
  { url: 'https://telemetry.example.org/api/records', sent: `Bearer ${TOKEN}` },
  { url: 'https://telemetry.example.org:8443/api/records', sent: undefined },
  { url: 'http://telemetry.example.org/api/records', sent: undefined },
  { url: 'https://other.example.org/api/records', sent: undefined },
])('of a server that was named as https, the token to $url is $sent', async ({ url, sent }) => {
  vi.stubEnv('TELEMETRY_READ_TOKEN', TOKEN);
  const given: (string | undefined)[] = [];
  const transport = withReadToken(
    {
      send: async ({ headers }) => {
        given.push(headers['authorization']);
        return Promise.resolve({ status: 200 });
      },
    },
    'https://telemetry.example.org',
  );
  vi.unstubAllEnvs();
  await transport.send({ method: 'GET', url, headers: {}, signal: new AbortController().signal });
  expect(given).toEqual([sent]);
});
