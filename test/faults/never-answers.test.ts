import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./many-calls.mjs', import.meta.url));
const DEADLINE_MS = 2_000;

/** Writes a little now and then, for ever; never so much that the bound of an answer is reached. */
function writeWithoutEnd(response: ServerResponse): void {
  response.write('x');
  const timer = setInterval(() => response.write('x'), 50);
  response.on('close', () => clearInterval(timer));
}

const servers: {
  what: string;
  calls: number;
  /** Where a busy machine takes too long to get as far as the server's answer, the call times out. */
  told: readonly string[];
  answer: (response: ServerResponse, request: IncomingMessage) => void;
}[] = [
  { what: 'says nothing', calls: 1_000, told: ['failed timed-out'], answer: () => undefined },
  {
    what: 'sends headers and nothing else',
    calls: 200,
    told: ['failed timed-out'],
    answer: (response) => response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
  },
  {
    what: 'stops within the body',
    calls: 200,
    told: ['failed timed-out'],
    answer: (response) => void response.writeHead(200, { 'content-length': 100 }).write('{"id":'),
  },
  { what: 'sends a body without end', calls: 200, told: ['failed timed-out'], answer: writeWithoutEnd },
  {
    what: 'redirects with a body without end',
    calls: 50,
    told: ['failed unexpected-answer', 'failed timed-out'],
    answer: (response, { url = '/' }) => writeWithoutEnd(response.writeHead(307, { location: url })),
  },
  {
    what: 'says 503 with a body without end',
    calls: 50,
    told: ['failed unavailable', 'failed timed-out'],
    answer: (response) => writeWithoutEnd(response.writeHead(503)),
  },
];

const overEach = servers.flatMap((server) => ['fetch', 'node:http'].map((over) => ({ ...server, over })));

it.each(overEach)('ends $calls calls over $over to a server that $what, and leaves nothing', async (each) => {
  const { over, calls, told, answer } = each;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    request.resume();
    answer(response, request);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    // The process has to end by itself; it is killed, and this fails, where it does not.
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [script, url, String(calls), String(DEADLINE_MS), over],
      { timeout: 60_000 },
    );
    expect(stderr).toBe('');
    const { outcomes, longestMs, ...left } = JSON.parse(stdout) as {
      outcomes: Record<string, number>;
      longestMs: number;
    };
    expect(told).toEqual(expect.arrayContaining(Object.keys(outcomes)));
    expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(calls);
    // The rest is what a busy machine takes to tell a thousand callers; `npm run simulate` holds the deadline itself.
    expect(longestMs).toBeLessThan(DEADLINE_MS + 10_000);
    expect(left).toEqual({ listeners: 0, resources: [], isSettled: true });
    await expect.poll(() => sockets.size, { timeout: 10_000 }).toBe(0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
