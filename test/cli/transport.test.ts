import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startProxy } from '../host/transport/proxy-of-ours.js';
import { cli, useCommandLine } from '../support/command-line.js';
import { serve } from '../support/http-server.js';

const { folder, telemetry } = useCommandLine();
const RECORDS = '/api/collections/_dev_telemetry_data/records';

describe('the command line', () => {
  it('reports through the proxy that the environment names, as curl does', async () => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.end('{"id":"abc123def456789"}'));
    });
    const { address, seen } = await startProxy();
    const env = { DIAGNOSTICS: 'yes', http_proxy: address };
    const asked = ['create', '--json', '--url', url, '--type', 'lxc', '--nsapp', 'plex'];
    expect(JSON.parse((await telemetry(asked, env)).stdout)).toMatchObject({ outcome: 'created' });
    expect(seen).toEqual([`POST ${url}${RECORDS}`]);
    expect((await telemetry(asked, { ...env, no_proxy: '127.0.0.1' })).stdout).toContain('created');
    expect(seen).toHaveLength(1);
  });

  it('says which proxy keeps a report from being sent', async () => {
    const env = { DIAGNOSTICS: 'yes', all_proxy: 'socks5://me:s3cret@proxy.example', TELEMETRY_DEBUG: '1' };
    const ran = await telemetry(['create', '--url', 'https://pb.example', '--type', 'lxc', '--nsapp', 'plex'], env);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('was not sent (proxy of all_proxy: SOCKS is not supported, only http and https)');
    expect(ran.stderr).not.toContain('s3cret');
  });

  it.each([
    { consent: 'no', url: 'http://127.0.0.1:2', loads: [] },
    { consent: 'yes', url: 'http://127.0.0.1:2', loads: ['http'] },
    { consent: 'yes', url: 'https://127.0.0.1:2', loads: ['https'] },
  ])('loads $loads of Node for $url with the consent "$consent", and never fetch', async ({ consent, url, loads }) => {
    const program = `process.on('exit', () => process.stderr.write(JSON.stringify(process.moduleLoadList)))`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(program)}`, cli];
    const { PATH = '', HOME = '' } = process.env;
    const { stderr } = await promisify(execFile)(
      process.execPath,
      [...args, 'create', '--url', url, '--type', 'lxc', '--nsapp', 'plex'],
      { env: { PATH, HOME, TELEMETRY_GUARDS: folder(), DIAGNOSTICS: consent } },
    );
    const loaded = (JSON.parse(stderr) as string[]).map((line) => line.replace('NativeModule ', ''));
    expect(loaded.filter((name) => ['http', 'https', 'internal/deps/undici/undici'].includes(name))).toEqual(loads);
  });
});
