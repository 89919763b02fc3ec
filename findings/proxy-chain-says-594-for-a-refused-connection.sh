#!/usr/bin/env bash
# Software: proxy-chain 3.0.1 (npm), Node 20.20.2.
# Guess:    as from other proxies, 502 for a server that refuses the connection, over CONNECT and for http URLs.
# Happens:  an http URL is answered 594 "Connection Refused", a status that no standard knows; CONNECT gets no answer
#           at all, the connection is closed.
# Who:      clients that decide by the status whether to try again, and tests that put this proxy in front.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error proxy-chain@3.0.1 >/dev/null

cat >run.mjs <<'END'
import { connect, createServer } from 'node:net';
import { Server } from 'proxy-chain';

/** A port where nothing listens. */
const closed = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const proxy = new Server({ host: '127.0.0.1', port: 0 });
await proxy.listen();

for (const target of [`GET http://127.0.0.1:${closed}/`, `CONNECT 127.0.0.1:${closed}`]) {
  const answer = await new Promise((resolve) => {
    let text = '';
    connect(proxy.port, '127.0.0.1')
      .on('data', (part) => (text += part))
      .on('error', (error) => (text += error.code))
      .on('close', () => resolve(text))
      .write(`${target} HTTP/1.1\r\nHost: 127.0.0.1:${closed}\r\nConnection: close\r\n\r\n`);
  });
  console.log(`${target.split(' ')[0]}: ${JSON.stringify(answer.split('\r\n')[0])}`);
}
await proxy.close(true);
END
node run.mjs | tee seen
diff - seen <<'END'
GET: "HTTP/1.1 594 Connection Refused"
CONNECT: ""
END
