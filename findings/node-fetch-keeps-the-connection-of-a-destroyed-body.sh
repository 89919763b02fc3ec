#!/usr/bin/env bash
# Software: node-fetch 2.7.0.
# Guess:    response.body.destroy() gives up the answer and closes its connection, as destroy() does for http.get.
# Happens:  body is a PassThrough behind the real answer: it is destroyed, and the connection stays open while the server
#           goes on sending. Aborting with the `signal` closes it.
# Who:      whoever reads only the status, or only a first part, of a long answer: every one costs an open connection.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error node-fetch@2.7.0 >/dev/null

cat >run.mjs <<'END'
import { createServer, get } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fetch from 'node-fetch';

let open = 0;
const server = createServer((_, response) => {
  const sending = setInterval(() => response.write('more\n'), 20);
  response.on('close', () => clearInterval(sending));
}).on('connection', (socket) => {
  open += 1;
  socket.on('close', () => (open -= 1));
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;

const [answer] = await once(get(url), 'response');
answer.on('error', () => {}).destroy();
await sleep(1000);
console.log('http.get, destroy():', open, 'open');

const { body } = await fetch(url);
body.on('error', () => {}).destroy();
await sleep(2000);
console.log(`node-fetch, destroy() of a ${body.constructor.name}:`, open, 'open');

const controller = new AbortController();
(await fetch(url, { signal: controller.signal })).body.on('error', () => {});
controller.abort();
await sleep(1000);
console.log('node-fetch, abort() of another one:', open, 'open');
process.exit();
END

node run.mjs | tee seen
diff - seen <<'END'
http.get, destroy(): 0 open
node-fetch, destroy() of a PassThrough: 1 open
node-fetch, abort() of another one: 1 open
END
