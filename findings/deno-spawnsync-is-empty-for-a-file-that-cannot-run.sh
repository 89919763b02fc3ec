#!/usr/bin/env bash
# Software: Deno 2.9.6 (npm: @deno/linux-x64-glibc), node:child_process.
# Guess:    as in Node: { error, status: null, signal: null, output: null, pid: 0, … }, with EACCES or ENOENT in error.
# Happens:  for a file without the execute permission the result is {}, without an error; for a missing command it is
#           { error } alone. `status === null` and `error` are what callers look at; both are undefined.
# Who:      whoever starts commands through node:child_process, and libraries on it: they find neither end nor error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @deno/linux-x64-glibc@2.9.6 >/dev/null

cat >run.mjs <<'END'
import { spawnSync } from 'node:child_process';
for (const command of ['./not-executable', './missing']) {
  const result = spawnSync(command);
  console.log(command, Object.keys(result).sort().join(' ') || 'nothing', result.error?.code, result.status);
}
END
echo '#!/bin/sh' >not-executable

{
  echo Node
  node run.mjs
  echo Deno
  node_modules/@deno/linux-x64-glibc/deno run --allow-all run.mjs
} | tee seen
diff - seen <<'END'
Node
./not-executable error output pid signal status stderr stdout EACCES null
./missing error output pid signal status stderr stdout ENOENT null
Deno
./not-executable nothing undefined undefined
./missing error ENOENT undefined
END
