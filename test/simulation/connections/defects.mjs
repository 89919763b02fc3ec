// @ts-check
// Defects in `nodeTransport` that the simulation has to find over connections in memory. What shows on real sockets only,
// such as TLS and proxies, is planted by test/host/transport/run-defects.mjs.

const request = 'host/transport/node-request.ts';

/** @type {readonly import('../bundle.mjs').Defect[]} */
export const connectionDefects = [
  {
    name: 'a request is sent again where its connection breaks',
    file: request,
    find: "sent.on('error', (error) => reject(",
    replace: "sent.on('error', (error) => isConnected ? resolve(sendOver(route, path, request)) : reject(",
  },
  {
    name: 'a connection is not ended with its request',
    file: request,
    find: '      sent.destroy();\n      reject(signal.reason as Error);',
    replace: '      reject(signal.reason as Error);',
  },
  {
    name: 'a request does not end by its signal',
    file: request,
    find: "    signal.addEventListener('abort', onAbort);",
    replace: '',
  },
  {
    name: 'a request that was lost counts as not sent',
    file: request,
    find: 'isConnected ? error : notConnected(error, route)',
    replace: 'notConnected(error, route)',
  },
  {
    name: 'an answer has no body',
    file: request,
    find: "bytes === null ? '' : decoder.decode(bytes)",
    replace: "''",
  },
  {
    name: 'an answer has no headers',
    file: request,
    find: 'Object.hasOwn(answer.headers, key)',
    replace: 'key === undefined',
  },
  {
    name: 'half an answer counts as the whole',
    file: request,
    find: 'answer.complete ? giveWhole(answer, resolve) : resolve(answerWith(answer, answer))',
    replace: 'resolve(answerWith(answer, answer.read()?.toString() ?? ""))',
  },
  {
    name: 'a query is lost',
    file: 'host/transport/node-sender.ts',
    find: '`${url.pathname}${url.search}`',
    replace: 'url.pathname',
  },
  {
    name: 'the connections of a host are those of every scheme',
    file: 'host/transport/node-sender.ts',
    find: 'routes.get(url.origin)',
    replace: 'routes.get(url.origin.replace("http:", "https:"))',
  },
  {
    name: 'a connection that no request uses is kept for ever',
    file: 'host/transport/route.ts',
    find: '  timeout: IDLE_MS,\n',
    replace: '',
  },
].map((defect) => ({ ...defect, over: /** @type {const} */ ('nodeTransport') }));
