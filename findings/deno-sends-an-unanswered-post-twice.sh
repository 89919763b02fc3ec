#!/usr/bin/env bash
# Software: Deno 2.9.6 (npm: @deno/linux-x64-glibc), fetch.
# Guess:    a POST that got no answer rejects; whether to repeat it is the caller's decision (RFC 9110, 9.2.2).
# Happens:  on a reused connection that the server closes after it has read the whole POST, Deno sends the POST again on a
#           new connection, also with `connection: close`, and rejects only then. Node sends it once.
# Who:      whoever counts, creates or reports by POST: one fetch, two records, where a server or proxy falls over.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @deno/linux-x64-glibc@2.9.6 >/dev/null

cat >run.mjs <<'END'
const [url] = process.argv.slice(2);
for (const headers of [{}, { connection: 'close' }]) {
  await (await fetch(url)).text();
  await new Promise((resolve) => setTimeout(resolve, 100)); // The connection is free again.
  await fetch(url, { method: 'POST', body: 'one', headers }).catch(({ message }) => console.log(message));
}
END
# Answers every GET, and closes the connection once it has a whole POST.
cat >server.mjs <<'END'
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
let opened = 0;
const server = createServer((socket) => {
  const connection = ++opened;
  let received = '';
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    received += bytes;
    if (received.startsWith('GET') && received.endsWith('\r\n\r\n')) {
      received = '';
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    } else if (received.endsWith('\r\n\r\none')) {
      console.log(`a POST on connection ${connection}`);
      socket.destroy();
    }
  });
}).listen(0, '127.0.0.1', () => {
  const [command, ...args] = process.argv.slice(2);
  const url = `http://127.0.0.1:${server.address().port}/`;
  const client = spawn(command, [...args, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  client.stdout.on('data', (text) => console.log(`${text}`.trim()));
  client.on('close', () => server.close());
});
END

{
  echo Node
  node server.mjs node run.mjs
  echo Deno
  node server.mjs node_modules/@deno/linux-x64-glibc/deno run --allow-net run.mjs
} | tee seen
diff - seen <<'END'
Node
a POST on connection 1
fetch failed
a POST on connection 2
fetch failed
Deno
a POST on connection 1
a POST on connection 2
fetch failed
a POST on connection 3
a POST on connection 4
fetch failed
END
