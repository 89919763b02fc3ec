// @ts-check
// Defects in `nodeTransport` that the tests of this folder have to find on real sockets, servers and proxies. What shows
// without them is planted by `npm run simulate:defects`.

const request = 'host/transport/node-request.ts';
const headers = 'host/transport/request-headers.ts';
const tunnel = 'host/transport/connect-tunnel.ts';
const route = 'host/transport/route.ts';

/** @type {readonly import('../../simulation/bundle.mjs').Defect[]} */
export const socketDefects = [
  {
    name: 'a request is sent again where a kept connection was closed',
    file: request,
    find: "sent.on('error', (error) => reject(",
    replace: "sent.on('error', (error) => sent.reusedSocket ? resolve(sendOver(route, path, request)) : reject(",
  },
  {
    name: 'a listener stays on the signal',
    file: request,
    find: "    sent.on('close', () => signal.removeEventListener('abort', onAbort));\n",
    replace: '',
  },
  {
    name: 'an answer 101 is never given',
    file: request,
    find: "      resolve(answerWith(answer, ''));\n",
    replace: '',
  },
  {
    name: 'an answer 101 keeps its connection',
    file: request,
    find: '      socket.destroy();\n      resolve(',
    replace: '      resolve(',
  },
  {
    name: 'the 407 of a proxy counts as the server’s',
    file: request,
    find: 'answer.statusCode === 407 && route.proxy !== undefined',
    replace: 'answer.statusCode === 0',
  },
  {
    name: 'a body is written in another encoding than its length',
    file: request,
    find: 'headers.some((text) => NOT_ASCII.test(text)) ? Buffer.from(body) : body',
    replace: 'false ? Buffer.from(body) : body',
  },
  {
    name: 'the end of a handshake counts as lost',
    file: request,
    find: "socket.once('secureConnect', then)",
    replace: "socket.once('connect', then)",
  },
  {
    name: 'a request leaves after its signal',
    file: 'host/transport/node-sender.ts',
    find: '    throwIfAborted(abortableOf(request));\n',
    replace: '',
  },
  {
    name: 'a path with dots is sent as it is',
    file: 'host/transport/node-sender.ts',
    find: '((?:\\/[\\w-]+)+)$/',
    replace: '(\\/.*)$/',
  },
  {
    name: 'a caller may set the headers of the connection',
    file: headers,
    find: 'if (OURS.has(name.toLowerCase()))',
    replace: 'if (OURS.has(name))',
  },
  {
    name: 'the length counts characters',
    file: headers,
    find: "Buffer.byteLength(body ?? '')",
    replace: "(body ?? '').length",
  },
  {
    name: 'the proxy does not learn its password',
    file: headers,
    find: "  if (proxy?.authorization !== undefined) list.push('Proxy-Authorization', proxy.authorization);\n",
    replace: '',
  },
  {
    name: 'the server learns the password of the proxy',
    file: route,
    find: "pathPrefix: '', authority, proxy: undefined };",
    replace: "pathPrefix: '', authority, proxy };",
  },
  {
    name: 'a connection to a proxy is used twice',
    file: route,
    find: 'const UNKEPT: AgentOptions = { keepAlive: false };',
    replace: 'const UNKEPT: AgentOptions = {};',
  },
  {
    name: 'every request makes a connection',
    file: route,
    find: "keepAlive: !('Deno' in globalThis)",
    replace: 'keepAlive: false',
  },
  {
    name: 'one address of a host is tried',
    file: route,
    find: 'autoSelectFamily: true',
    replace: 'autoSelectFamily: false, family: 6',
  },
  {
    name: 'the client shows the proxy its certificate, and trusts every one of it',
    file: 'host/transport/tls-options.ts',
    find: '{ ca }: TlsOptions): ProxyTls {',
    replace:
      "{ ca, ...rest }: TlsOptions): any {\n  const servername = builtin('node:net').isIP(host) === 0 ? host : '';\n  return { servername, ...rest, ...(ca !== undefined && { ca }) };",
  },
  {
    name: 'the certificate of a proxy is checked against the server’s name',
    file: 'host/transport/tls-options.ts',
    find: "servername: builtin('node:net').isIP(host) === 0 ? host : '',",
    replace: 'servername: undefined as never,',
  },
  {
    name: 'a proxy that refuses a tunnel is asked again',
    file: tunnel,
    find: 'statusCode >= 400 && statusCode <= 499 &&',
    replace: 'statusCode === 0 &&',
  },
  {
    name: 'the connection of a refused tunnel stays open',
    file: tunnel,
    find: '      socket.destroy();\n',
    replace: '',
  },
  {
    name: 'every answer to CONNECT is a tunnel',
    file: tunnel,
    find: 'statusCode >= 200 && statusCode <= 299',
    replace: 'statusCode >= 200',
  },
  {
    name: 'the asking for a tunnel does not end by its signal',
    file: tunnel,
    find: "    signal.addEventListener('abort', onAbort);\n",
    replace: '',
  },
  {
    name: 'what a proxy sends with its answer is lost',
    file: tunnel,
    find: 'if (begun.length > 0) socket.unshift(begun);',
    replace: '',
  },
  {
    name: 'an error names the password of the proxy',
    file: 'host/transport/proxy.ts',
    find: 'export function proxyInWords({ host, port }: Proxy): string {',
    replace:
      'export function proxyInWords({ host, port, authorization = "" }: Proxy): string {\n  if (authorization) return `${authorization}@${host}:${port}`;',
  },
  {
    name: 'a SOCKS proxy is passed by',
    file: 'host/transport/proxy-for.ts',
    find: "if (/^socks/i.test(scheme)) throw refused('SOCKS is not supported, only http and https');",
    replace: 'if (/^socks/i.test(scheme)) return undefined as never;',
  },
  {
    name: 'no_proxy is not obeyed',
    file: 'host/transport/proxy-for.ts',
    find: "if (isListed(hostname, textIn(env, 'no_proxy') ?? textIn(env, 'NO_PROXY') ?? '')) return undefined;",
    replace: '',
  },
];
