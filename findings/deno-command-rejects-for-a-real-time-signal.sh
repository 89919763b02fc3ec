#!/usr/bin/env bash
# Software: Deno 2.9.6 (npm: @deno/linux-x64-glibc).
# Guess:    Deno.Command resolves however the command ended, with the code 128 + the signal's number.
# Happens:  for SIGRTMIN+3 (37 with glibc) output(), outputSync() and status reject with "Invalid signal: 37"; what the
#           command printed is lost. 137 for SIGKILL is as one would guess.
# Who:      whoever reports how a command ended: an error of the runtime looks as if the command had not run.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @deno/linux-x64-glibc@2.9.6 >/dev/null

cat >run.mjs <<'END'
const endedBy = (signal) => new Deno.Command('sh', { args: ['-c', `echo begun; kill -${signal} $$`], stdout: 'piped' });
const say = (how, promise) =>
  promise.then(
    (status) => console.log(how, status.code, status.signal),
    (error) => console.log(how, `${error}`),
  );
await say('KILL, output()', endedBy('KILL').output());
await say('37, output()', endedBy(37).output());
await say('37, outputSync()', (async () => endedBy(37).outputSync())());
const child = endedBy(37).spawn();
await child.stdout.cancel();
await say('37, status', child.status);
END

node_modules/@deno/linux-x64-glibc/deno run --allow-run run.mjs | tee seen
diff - seen <<'END'
KILL, output() 137 SIGKILL
37, output() TypeError: Invalid signal: 37
37, outputSync() TypeError: Invalid signal: 37
37, status TypeError: Invalid signal: 37
END
