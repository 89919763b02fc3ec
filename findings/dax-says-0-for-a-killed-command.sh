#!/usr/bin/env bash
# Software: dax 0.49.0, on the system's Node; on Deno and Bun it does the same.
# Guess:    a command that a signal ended rejects, or resolves with 128 + the signal's number when noThrow() is set.
# Happens:  it resolves, and its code is 0.
# Who:      whoever runs commands with dax: what the OOM killer or an operator ended counts as done.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error dax@0.49.0 >/dev/null

cat >run.mjs <<'END'
import $ from 'dax';
for (const signal of ['KILL', 'TERM']) {
  const { code } = await $.raw`sh -c 'kill -${signal} $$'`;
  console.log(signal, 'resolved, code', code);
}
try {
  await $`sh -c 'exit 3'`;
} catch ({ message }) {
  console.log(message);
}
END

node run.mjs | tee seen
diff - seen <<'END'
KILL resolved, code 0
TERM resolved, code 0
Exited with code: 3
END
