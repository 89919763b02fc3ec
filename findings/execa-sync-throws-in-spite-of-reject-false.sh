#!/usr/bin/env bash
# Software: execa 9.6.1.
# Guess:    with `reject: false` execaSync returns a result however the command ended.
# Happens:  for a signal without a name in Node (SIGRTMIN+3, 37 with glibc) it throws a TypeError of its own, and output
#           and result are lost: it looks up the signal '', which Node's spawnSync gives there.
# Who:      whoever relies on the result to report the end of a command; SIGRTMIN+3 asks the systemd of a container to
#           halt.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error execa@9.6.1 >/dev/null

cat >run.mjs <<'END'
import { execaSync } from 'execa';
for (const signal of ['KILL', 37]) {
  try {
    const result = execaSync('sh', ['-c', `kill -${signal} $$`], { reject: false });
    console.log(signal, 'failed', result.failed, result.signal);
  } catch (error) {
    console.log(signal, `${error}`);
  }
}
END

node run.mjs | tee seen
diff - seen <<'END'
KILL failed true SIGKILL
37 TypeError: Cannot read properties of undefined (reading 'description')
END
