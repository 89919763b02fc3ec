import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { checkConsent } from '../../src/cli/doctor/check-consent.js';
import { COLLECTION_FIELDS } from '../../src/records/fields.js';
import { type PocketBase, startPocketBase } from '../pocketbase/server.mjs';
import { type Ran, useCommandLine } from '../support/command-line.js';
import { serve } from '../support/http-server.js';
import { useIngestService } from '../support/ingest-service.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

const { folder, telemetry } = useCommandLine();
const server = usePocketBase();
const service = useIngestService();

const NOWHERE = 'http://127.0.0.1:65534';

interface Check {
  readonly check: string;
  readonly verdict: string;
  readonly says: string;
  readonly advice?: string;
}

/** What the doctor says in JSON, by check. */
async function found(args: readonly string[], env: Record<string, string> = {}): Promise<Record<string, Check>> {
  const ran = await telemetry(['doctor', '--json', ...args], { DIAGNOSTICS: 'yes', ...env });
  const { ok, checks } = JSON.parse(ran.stdout) as { ok: boolean; checks: Check[] };
  const isWell = checks.every(({ verdict }) => verdict !== 'problem');
  expect({ ok, code: ran.code, stderr: ran.stderr }).toEqual({ ok: isWell, code: isWell ? 0 : 1, stderr: '' });
  return Object.fromEntries(checks.map((check) => [check.check, check]));
}

/** A PocketBase whose collection was changed by this code, which has `dao`, `collection` and `isLegacy`. */
async function aPocketBase(change: string): Promise<PocketBase> {
  const migration = join(folder(), `${change.length}_change.js`);
  writeFileSync(
    migration,
    `migrate((db) => {
       const isLegacy = typeof Dao !== 'undefined';
       const dao = isLegacy ? new Dao(db) : db;
       const save = (collection) => (isLegacy ? dao.saveCollection(collection) : dao.save(collection));
       const collection = dao.findCollectionByNameOrId('_dev_telemetry_data');
       ${change}
     });`,
  );
  const changed = await startPocketBase({ binary: inject('pocketbase'), migrations: [migration] });
  onTestFinished(() => changed.stop());
  return changed;
}

describeOnPocketBase('doctor', () => {
  it('finds all well, says so in few lines, and stores nothing', async () => {
    const { code, stdout, stderr } = await telemetry(['doctor', '--url', server().url], { DIAGNOSTICS: 'yes' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      `ok       consent: DIAGNOSTICS says yes
ok       record: NSAPP is not set here
ok       server: ${server().url} (PocketBase from --url): accepts records
         in _dev_telemetry_data
ok       clock: within a minute of the server's
ok       proxy: none is set
ok       guards: ${join(folder(), 'guards')} is private
`,
    );
    expect(await server().records()).toEqual([]);
  });

  it.each([
    {
      name: 'no collection',
      change: 'if (isLegacy) dao.deleteCollection(collection); else dao.delete(collection);',
      says: /PocketBase answers, but has no collection _dev_telemetry_data$/,
      advice: /Is this the right PocketBase\? The migration/,
    },
    {
      name: 'another collection of the same name',
      change: `for (const name of ['exit_code', 'os_version']) {
                 if (isLegacy) collection.schema.removeField(collection.schema.getFieldByName(name).id);
                 else collection.fields.removeByName(name);
               }
               save(collection);`,
      says: /its collection _dev_telemetry_data lacks os_version, exit_code$/,
      advice: /Is this the right PocketBase\?/,
    },
    {
      name: 'a createRule that refuses everyone',
      change: 'collection.createRule = null; save(collection);',
      says: /createRule refuses new records \(403\)/,
      advice: /Set the createRule/,
    },
    {
      name: 'a listRule that refuses everyone',
      change: 'collection.listRule = null; save(collection);',
      says: /accepts records, but its listRule refuses lookups \(403\)/,
      advice: /Set the listRule/,
    },
  ])('finds $name', async ({ change, says, advice }) => {
    const changed = await aPocketBase(change);
    expect((await found(['--url', changed.url]))['server']).toMatchObject({
      verdict: 'problem',
      says: expect.stringMatching(says) as string,
      advice: expect.stringMatching(advice) as string,
    });
  });

  it.each(['/api', '/_/', '/nowhere'])('finds %s after the root URL', async (path) => {
    const { server: check } = await found(['--url', `${server().url}${path}`]);
    expect(check).toMatchObject({ verdict: 'problem', advice: expect.stringContaining('root URL') as string });
    expect(check?.says).toMatch(/answered \d+, not as PocketBase does$/);
  });

  it('finds a PocketBase that is taken for the ingest service, and the other way round', async () => {
    const one = await found(['--service', server().url]);
    expect(one['server']).toMatchObject({ verdict: 'problem', advice: expect.stringContaining('--url') as string });
    const other = await found([], { PB_URL: service().url });
    expect(other['server']).toMatchObject({
      verdict: 'problem',
      advice: expect.stringContaining('--service') as string,
    });
  });
});

describe('doctor', () => {
  it('finds the ingest service well, and reports nothing to it', async () => {
    const { server: check } = await found([], { TELEMETRY_URL: service().url });
    expect(check).toEqual({
      check: 'server',
      verdict: 'ok',
      says: `${service().url} (ingest service from TELEMETRY_URL): accepts reports`,
    });
    expect(service().service.stored).toEqual([]);
  });

  it.each([
    { option: '--url', value: NOWHERE, says: 'got no answer (ECONNREFUSED)', advice: 'host name and port' },
    { option: '--service', value: NOWHERE, says: 'got no answer (ECONNREFUSED)', advice: 'host name and port' },
    { option: '--url', value: '', says: '--url: expected an http(s) URL', advice: 'https://pb.example.org' },
    { option: '--service', value: 'nowhere', says: '--service: expected an http(s) URL', advice: 'full URL' },
    { option: '--url', value: 'http://me:s3cret@127.0.0.1', says: 'without credentials', advice: 'root URL' },
  ])('finds $option $value wrong', async ({ option, value, says, advice }) => {
    const { stdout } = await telemetry(['doctor', '--json', option, value], { DIAGNOSTICS: 'yes' });
    expect(stdout).not.toContain('s3cret');
    const { server: check } = await found([option, value]);
    expect(check).toMatchObject({
      verdict: 'problem',
      says: expect.stringContaining(says) as string,
      advice: expect.stringContaining(advice) as string,
    });
  });

  it.each([
    { status: 500, body: '', says: /answered 500$/, advice: /server has trouble/ },
    { status: 429, body: '', says: /answered 429$/, advice: /Wait a minute/ },
    { status: 200, body: '<html>log in</html>', says: /answered 200, not as/, advice: /URL/ },
    { status: 302, body: '', says: /answered 302, which is not followed/, advice: /redirects/ },
    { status: 999, body: '', says: /answered 999, which is not followed/, advice: /^Check the URL/ },
    { status: 200, body: 'x'.repeat(1_048_577), says: /more than 1048576 bytes/, advice: /^Check the URL/ },
  ])('finds a server that answers $status', async ({ status, body, says, advice }) => {
    const url = await serve((_request, response) => void response.writeHead(status).end(body));
    for (const option of ['--url', '--service']) {
      const { server: check } = await found([option, url]);
      expect(check).toMatchObject({ verdict: 'problem' });
      expect(check?.says).toMatch(says);
      expect(check?.advice).toMatch(advice);
    }
  });

  it('stores nothing on a server that would take anything, and says that it does', async () => {
    const bodies: string[] = [];
    const url = await serve((request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)));
      request.on('end', () => response.end(request.method === 'GET' ? '{"items":[]}' : '{"id":"abc123def456789"}'));
    });
    expect((await found(['--url', url]))['server']?.says).toContain('stored an empty record');
    expect(bodies).toEqual(['{"id":"-","random_id":"-"}']);
  });

  it.each([
    { env: {}, says: 'DO_NOT_TRACK is not set, DIAGNOSTICS is not set, ', advice: 'run: telemetry consent yes' },
    { env: { DIAGNOSTICS: 'no' }, says: 'DIAGNOSTICS says "no"', advice: 'unset DIAGNOSTICS and run: telemetry' },
    { env: { DIAGNOSTICS: 'yes', DO_NOT_TRACK: '1' }, says: 'DO_NOT_TRACK is set', advice: 'unset DO_NOT_TRACK' },
  ])('finds no consent where $says', async ({ env, says, advice }) => {
    const { consent } = await found(['--url', NOWHERE], { DIAGNOSTICS: '', ...env });
    expect(consent).toMatchObject({
      verdict: 'problem',
      says: expect.stringContaining(`nothing is sent: ${says}`) as string,
      advice: expect.stringContaining(`If the user agrees, ${advice}`) as string,
    });
    expect(consent).toHaveProperty('sources', [
      expect.objectContaining({ name: 'DO_NOT_TRACK', says: 'DO_NOT_TRACK' in env ? 'no' : 'nothing' }),
      expect.objectContaining({ name: 'DIAGNOSTICS' }),
      expect.objectContaining({ name: '/usr/local/community-scripts/diagnostics' }),
    ]);
  });

  it.each([
    { offMs: 0, verdict: 'ok', says: /^within a minute/ },
    { offMs: 3_600_000, verdict: 'problem', says: /^this machine is 3[56]\d\d s behind the server$/ },
    { offMs: -3_600_000, verdict: 'problem', says: /^this machine is 3[56]\d\d s ahead of the server$/ },
    { offMs: Number.NaN, verdict: 'note', says: /^unknown/ },
  ])('finds a clock of the server that is $offMs ms off to be $verdict', async ({ offMs, verdict, says }) => {
    const url = await serve((_request, response) => {
      const now = new Date(Date.now() + offMs);
      response.sendDate = false;
      if (!Number.isNaN(offMs)) response.setHeader('date', now.toUTCString());
      response.writeHead(404).end();
    });
    const { clock } = await found(['--url', url]);
    expect(clock).toMatchObject({ verdict, says: expect.stringMatching(says) as string });
  });

  it.each([
    { env: { NSAPP: 'plex' }, verdict: 'ok', says: 'lxc "plex"' },
    {
      env: { NSAPP: 'plex', CORE_COUNT: 'two' },
      verdict: 'problem',
      says: 'CORE_COUNT: expected a whole number from 0',
    },
    { env: { TELEMETRY_TYPE: 'container' }, verdict: 'problem', says: /^TELEMETRY_TYPE: expected one of lxc/ },
    { env: { NSAPP: 'plex'.repeat(100) }, verdict: 'ok', says: /^lxc "(plex){15}…"$/ },
    { env: { NSAPP: 'plex', TELEMETRY_TYPE: 'vm' }, verdict: 'ok', says: 'vm "plex"' },
  ])('reads the variables of the installation, $env', async ({ env, verdict, says }) => {
    const { record } = await found(['--url', NOWHERE], env);
    expect(record).toMatchObject({
      verdict,
      says: typeof says === 'string' ? says : (expect.stringMatching(says) as string),
    });
  });

  it.each<{ url: string; env: Record<string, string>; verdict: string; says: string; advice?: string }>([
    {
      url: NOWHERE,
      env: { http_proxy: 'http://me:s3cret@127.0.0.1:2' },
      verdict: 'ok',
      says: 'reports go through 127.0.0.1:2, from http_proxy',
    },
    {
      url: 'https://127.0.0.1:2',
      env: { ALL_PROXY: 'me:s3cret@localhost', http_proxy: 'http://me:s3cret@127.0.0.1:2' },
      verdict: 'ok',
      says: 'reports go through localhost:1080, from ALL_PROXY',
    },
    {
      url: NOWHERE,
      env: { http_proxy: 'http://me:s3cret@proxy.example', NO_PROXY: '127.0.0.0/8' },
      verdict: 'ok',
      says: 'http_proxy is set, but NO_PROXY lists the server: reports go there directly',
    },
    {
      url: NOWHERE,
      env: { HTTP_PROXY: 'http://me:s3cret@proxy.example' },
      verdict: 'note',
      says: 'HTTP_PROXY is set, which is not for http: reports go to the server directly',
      advice: 'If they should go through a proxy, set http_proxy. As with curl, HTTP_PROXY is not read.',
    },
    {
      url: 'https://127.0.0.1:2',
      env: { http_proxy: 'http://me:s3cret@proxy.example' },
      verdict: 'note',
      says: 'http_proxy is set, which is not for https: reports go to the server directly',
      advice: 'If they should go through a proxy, set https_proxy.',
    },
    {
      url: NOWHERE,
      env: { all_proxy: 'socks5://me:s3cret@proxy.example' },
      verdict: 'problem',
      says: 'no report is sent: proxy of all_proxy: SOCKS is not supported, only http and https',
      advice: "Set all_proxy to the URL of an http or https proxy, or list the server's host in no_proxy.",
    },
    {
      url: 'nowhere',
      env: { all_proxy: 'http://me:s3cret@proxy.example' },
      verdict: 'note',
      says: "all_proxy is set; the server's URL is not valid",
    },
  ])('says of a proxy in $env, but not its password: $says', async ({ url, env, ...wanted }) => {
    const checks = await found(['--url', url], env);
    expect(checks['proxy']).toEqual({ check: 'proxy', ...wanted });
    expect(JSON.stringify(checks)).not.toContain('s3cret');
  });

  it('asks the server through the proxy, and finds what keeps that from it', async () => {
    const { server: check } = await found(['--url', 'http://pb.example'], {
      http_proxy: 'http://me:s3cret@127.0.0.1:2',
    });
    expect(check?.says).toContain('got no answer (proxy 127.0.0.1:2: ECONNREFUSED)');
    expect(check?.advice).toContain('Check the proxy');
  });

  it.each([
    { env: { CORE_COUNT: 'two' }, advice: 'Correct these variables; the report leaves them out.' },
    { env: { TELEMETRY_TYPE: 'ct' }, advice: 'Correct TELEMETRY_TYPE: until then nothing is reported.' },
    { env: { RANDOM_UUID: 'abc' }, advice: 'Correct RANDOM_UUID: until then nothing is reported.' },
    { env: { RANDOM_UUID: '' }, advice: 'Correct RANDOM_UUID: until then nothing is reported.' },
    { env: { TELEMETRY_TYPE: 'turnkey' }, advice: 'Correct TELEMETRY_TYPE: until then nothing is reported.' },
    {
      env: { TELEMETRY_TYPE: 'ct', RANDOM_UUID: '', CORE_COUNT: 'two' },
      advice:
        'Correct TELEMETRY_TYPE and RANDOM_UUID: until then nothing is reported. Correct the others too; the report leaves them out.',
    },
  ])('advises about $env what create does with it', async ({ env, advice }) => {
    const { record } = await found(['--url', NOWHERE], { NSAPP: 'plex', ...env });
    expect(record).toMatchObject({ verdict: 'problem', advice });
    const create = ['create', '--json', '--url', NOWHERE];
    const { stdout } = await telemetry(create, { DIAGNOSTICS: 'yes', NSAPP: 'plex', ...env });
    const { outcome, error } = JSON.parse(stdout) as { outcome: string; error?: { code: string } };
    const isSent = outcome === 'failed' && error?.code === 'unreachable';
    expect(isSent).toBe(!advice.includes('nothing is reported'));
  });

  it.each(['turnkey', 'tool'])('accepts the type %s for an ingest service', async (TELEMETRY_TYPE) => {
    const { record } = await found(['--service', service().url], { NSAPP: 'plex', TELEMETRY_TYPE });
    expect(record).toMatchObject({ verdict: 'ok', says: `${TELEMETRY_TYPE} "plex"` });
  });

  it('hints that a program sees a yes in the file only through consentFromHost()', async () => {
    const file = join(folder(), 'diagnostics-yes');
    writeFileSync(file, 'DIAGNOSTICS=yes\n');
    const { verdict, says } = await checkConsent(file);
    expect({ verdict, says }).toEqual({
      verdict: 'ok',
      says: `${file} says yes; a program sees the file only through consentFromHost()`,
    });
  });

  it('asks for all fields at once, so that a slow server is no slower for it', async () => {
    const fields = Object.keys(COLLECTION_FIELDS);
    const waiting: ServerResponse[] = [];
    const refuse = (response: ServerResponse): void =>
      void response.writeHead(400, { 'content-type': 'application/json' }).end('{"message":"no","data":{}}');
    const url = await serve((request, response) => {
      const isOfOneField = request.url?.includes('filter=') === true && !request.url.includes('%26%26');
      if (!isOfOneField) return refuse(response);
      waiting.push(response);
      if (waiting.length === fields.length) waiting.forEach(refuse);
    });
    const { server: check } = await found(['--url', url]);
    expect(check?.says).toContain(`lacks ${fields.join(', ')}`);
  });

  it.each([
    { name: 'others may write to', make: (path: string) => (mkdirSync(path), chmodSync(path, 0o777)) },
    { name: 'is a file', make: (path: string) => writeFileSync(path, '') },
    { name: 'cannot be made', make: () => undefined, path: '/proc/nowhere/guards' },
  ])('finds a guard folder that $name', async ({ name, make, path = join(folder(), name) }) => {
    make(path);
    const { guards } = await found(['--url', NOWHERE], { TELEMETRY_GUARDS: path });
    expect(guards).toMatchObject({ verdict: 'problem', advice: expect.stringContaining('TELEMETRY_GUARDS') as string });
    expect(guards?.says).toContain(path);
  });

  it('finds a server that never answers', async () => {
    const url = await serve(() => undefined);
    const { server: check } = await found(['--url', url]);
    expect(check).toMatchObject({
      verdict: 'problem',
      says: expect.stringMatching(/No whole answer within 5000 ms$/) as string,
      advice: expect.stringContaining('did not answer') as string,
    });
  });

  it('fits 80 columns, whatever goes wrong', async () => {
    const url = `http://${'127.0.0.1'}:65534/${'a-long-path/'.repeat(12)}`;
    const env = { TELEMETRY_GUARDS: `/proc/${'nowhere/'.repeat(20)}`, HTTPS_PROXY: NOWHERE, DO_NOT_TRACK: '1' };
    const ran: Ran = await telemetry(['doctor', '--url', url], env);
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(ran.stdout.match(/^(?:problem|note|ok)\b/gm)).toHaveLength(6);
  });
});
