// A server whose answers are hard to read to their end, and which knows which of its connections are freed.
import { createServer } from 'node:http';

/** How it answers a create. @type {Record<string, (response: import('node:http').ServerResponse) => void>} */
const answers = {
  stored: (response) => response.end('{"id":"abc123def456789"}'),
  'stored in pieces': (response) => {
    response.write('{"id":"abc1');
    setTimeout(() => response.end('23def456789","type":"ä😀"}'), 20);
  },
  refused: (response) => response.writeHead(400).end('{"data":{"nsapp":{"code":"validation_required"}}}'),
  redirect: (response) => response.writeHead(302, { location: 'http://other.invalid/' }).end('x'.repeat(100)),
  'endless 200': (response) => pour(response.writeHead(200)),
  'endless 503': (response) => pour(response.writeHead(503)),
  'stalling 200': (response) => response.writeHead(200).write('{"id":'),
  'broken 200': (response) => {
    response.writeHead(200).write('{"id":');
    setTimeout(() => response.destroy(), 20);
  },
  silence: () => undefined,
};

/** @param {import('node:http').ServerResponse} response */
function pour(response) {
  while (!response.destroyed && response.write('x'.repeat(65_536)));
  if (!response.destroyed) response.once('drain', () => pour(response));
}

/** Serves the answers, each below its name. */
export async function serveAnswers() {
  /** @type {Set<import('node:net').Socket>} */
  const busy = new Set();
  const server = createServer((request, response) => {
    busy.add(response.socket);
    response.on('close', () => busy.delete(request.socket));
    const name = decodeURIComponent(new URL(request.url, 'http://x').pathname.split('/')[1]);
    request.resume().on('end', () => answers[name](response));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Requests whose connections are still held. */
    held: () => busy.size,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
