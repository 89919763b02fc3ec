import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { nodeTransport } from '../../src/host/index.js';
import type { TransportFunction } from '../../src/index.js';
import { transportContract, transportContractServer } from '../../src/testing/index.js';
import { ofetchTransport } from '../../src/transport/ofetch-transport.js';
import { fromFetchHandler } from '../support/http-server.js';

const plainFetch: TransportFunction = ({ url, ...request }) => fetch(url, { ...request, redirect: 'manual' });

let server: Server;
let url = '';
beforeAll(async () => {
  server = createServer(fromFetchHandler(transportContractServer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each([
  { name: 'default transport', transport: ofetchTransport },
  { name: 'plain fetch of the README', transport: plainFetch },
  { name: 'transport of the host', transport: nodeTransport({ env: {} }) },
])('the $name', ({ transport }) => {
  const names = transportContract({ transport, url }).map(({ name }) => name);
  it.each(names)('%s', async (wanted) => {
    await transportContract({ transport, url })
      .find(({ name }) => name === wanted)
      ?.run();
  });
});
