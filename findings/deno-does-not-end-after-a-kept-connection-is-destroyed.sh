#!/usr/bin/env bash
# Software: Deno 2.9.6 (npm: @deno/linux-x64-glibc), node:http.
# Guess:    as in Node: a request that is destroyed before its answer emits `error` and `close`, and the process ends.
# Happens:  so it does on a new connection. On one that an Agent kept from a request before, neither event comes, the
#           server's end stays open, and the process does not end.
# Who:      clients that give a request up, such as at a deadline, and keep connections.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"; kill "${server:-}" 2>/dev/null || true' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @deno/linux-x64-glibc@2.9.6 >/dev/null

cat >server.mjs <<'END'
import { createServer } from 'node:http';
const server = createServer((request, response) => request.url === '/silence' || response.end('{}'));
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
END
node server.mjs >port &
server=$!
until [ -s port ]; do sleep 0.1; done

cat >run.mjs <<'END'
import { Agent, request } from 'node:http';
import process from 'node:process';
const [port, keepAlive] = process.argv.slice(2);
const agent = new Agent({ keepAlive: keepAlive === 'kept' });
const options = { host: '127.0.0.1', port, agent };
await new Promise((resolve) => request({ ...options, path: '/' }, (answer) => answer.resume().on('end', resolve)).end());
await new Promise((resolve) => setTimeout(resolve, 100));
const given = request({ ...options, path: '/silence' });
given.on('error', () => console.log('error')).on('close', () => console.log('close')).end();
setTimeout(() => given.destroy(), 200);
END

for runtime in node 'node_modules/@deno/linux-x64-glibc/deno run --allow-all'; do
  for connection in new kept; do
    code=0
    timeout 10 $runtime run.mjs "$(cat port)" $connection || code=$?
    echo "$connection: ended with $code"
  done
done | tee seen
diff - seen <<'END'
error
close
new: ended with 0
error
close
kept: ended with 0
error
close
new: ended with 0
kept: ended with 124
END
