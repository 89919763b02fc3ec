import { execFile, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proxyInWords } from '../../../src/host/transport/proxy.js';
import { proxyFor } from '../../../src/host/transport/proxy-for.js';
import { IPV6_RULES, LIST_RULES, SOCKS_URLS, URL_RULES, VARIABLE_RULES } from './proxy-rules.js';

/** Which proxy a URL's requests take, or why they fail. */
function told(url: string, env: Record<string, string>): string | undefined {
  try {
    const proxy = proxyFor(new URL(url), env);
    if (proxy === undefined) return undefined;
    const user = Buffer.from(proxy.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    return `${proxyInWords(proxy)}${user && ` as ${user}`}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a proxy', () => {
  it.each([...LIST_RULES, ...IPV6_RULES])('is not for $host, no_proxy being "$no_proxy": goes $goes', (rule) => {
    const env = { http_proxy: 'http://127.0.0.1:3128', no_proxy: rule.no_proxy.replace('PORT', '81') };
    expect(told(`http://${rule.host}:81/`, env) === undefined ? 'directly' : 'through it').toBe(rule.goes);
  });

  it.each(VARIABLE_RULES)('of $scheme is named by $by in $env', ({ scheme, env, by }) => {
    expect(proxyFor(new URL(`${scheme}://example.com/`), env)?.namedBy).toBe(by);
  });

  it.each(URL_RULES)('"$url" is $is', ({ url, is }) => {
    const said = told('http://example.com/', { http_proxy: url.replace('PORT', '3128') });
    expect(said).toBe(
      is.includes('supported') || is.includes('valid') ? `proxy of http_proxy: ${is}` : is.replace('PORT', '3128'),
    );
  });

  it.each(SOCKS_URLS)('"%s" is refused by the name of its variable', (url) => {
    expect(told('https://example.com/', { ALL_PROXY: url })).toBe(
      'proxy of ALL_PROXY: SOCKS is not supported, only http and https',
    );
  });

  it('is read from variables alone, and from none that may not be read', () => {
    const forbidden = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('Requires env access');
        },
      },
    );
    expect(proxyFor(new URL('http://example.com/'), forbidden)).toBeUndefined();
    const inherited = Object.create({ http_proxy: 'http://127.0.0.1:2' }) as Record<string, string>;
    expect(proxyFor(new URL('http://example.com/'), inherited)).toBeUndefined();
  });
});

const [, major = 0, minor = 0] =
  /^curl (\d+)\.(\d+)/.exec(spawnSync('curl', ['--version']).stdout?.toString() ?? '')?.map(Number) ?? [];
const hasCurl = major > 7 || (major === 7 && minor >= 86);
if (!hasCurl) process.stderr.write('SKIP the proxy rules beside curl: no curl 7.86 or later is installed\n');

describe.skipIf(!hasCurl)('curl', () => {
  let proxy: Server;
  let direct: Server;
  beforeAll(async () => {
    proxy = createServer(({ headers }, response) => {
      const user = Buffer.from(headers['proxy-authorization']?.replace('Basic ', '') ?? '', 'base64').toString();
      response.end(`127.0.0.1:PORT${user && ` as ${user}`}`);
    }).on('connect', (_request, socket) => socket.end('HTTP/1.1 555 Seen\r\n\r\n'));
    direct = createServer((_request, response) => response.end('directly'));
    await Promise.all([
      new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve)),
      new Promise<void>((resolve) => direct.listen(0, '::', resolve)),
    ]);
  });
  afterAll(() => {
    proxy.close();
    direct.close();
  });

  const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

  /** What a server answered to curl, or what that complained of. Every host name is this machine's. */
  async function ask(scheme: string, host: string, variables: Record<string, string>): Promise<string> {
    const port = portOf(direct);
    const env: Record<string, string> = { PATH: process.env['PATH'] ?? '' };
    for (const [name, value] of Object.entries(variables)) {
      env[name] = value.replace('PROXY', `http://127.0.0.1:${portOf(proxy)}`);
    }
    const args = ['-sS', '-m', '20', '--resolve', `*:${port}:127.0.0.1`, `${scheme}://${host}:${port}/`];
    return promisify(execFile)('curl', args, { env }).then(
      ({ stdout }) => stdout,
      ({ stderr }: { stderr: string }) => stderr,
    );
  }

  it.each(LIST_RULES)('sends to $host, no_proxy being "$no_proxy", $goes', async ({ host, no_proxy, goes }) => {
    const answer = await ask('http', host, { http_proxy: 'PROXY', no_proxy: no_proxy.replace('PORT', portOf(direct)) });
    expect(answer).toBe(goes === 'directly' ? 'directly' : '127.0.0.1:PORT');
  });

  it.each(VARIABLE_RULES)('takes for $scheme the proxy of $by in $env', async ({ scheme, env, by }) => {
    const answer = await ask(scheme, 'example.com', env);
    if (by !== undefined) expect(answer).toMatch(scheme === 'http' ? /^127.0.0.1:PORT$/ : /response 555/);
    // It speaks no TLS.
    else expect(answer).toMatch(scheme === 'http' ? /^directly$/ : /wrong version number|SSL/);
  });

  it.each(URL_RULES)('says of the proxy "$url": $is', async ({ url, is }) => {
    const answer = await ask('http', 'example.com', { http_proxy: url.replace('PORT', portOf(proxy)) });
    if (is.includes('PORT')) return expect(answer).toBe(is);
    if (/valid|supported/.test(is)) return expect(answer).toMatch(/Unsupported proxy (?:syntax|scheme)/);
    const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(is) ?? [];
    return expect(answer).toContain(`connect to ${host} port ${port} `);
  });
});
