#!/usr/bin/env bash
# Software: tinyexec 1.4.0.
# Guess:    a command that a signal ended has no exit code, with `throwOnError` and without, and the signal is told.
# Happens:  the thrown error has exitCode 1 and no field for the signal, which only its message names; the result without
#           throwOnError has exitCode undefined and the signal nowhere.
# Who:      whoever stores exit codes: a kill and a command's own 1 are one and the same there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error tinyexec@1.4.0 >/dev/null

cat >run.mjs <<'END'
import { x } from 'tinyexec';
const killed = (options) => x('sh', ['-c', 'kill -KILL $$'], options);
console.log({ ...(await killed()) });
await killed({ throwOnError: true }).then(
  () => console.log('resolved'),
  (error) => console.log(Object.keys(error).sort(), error.exitCode, error.message),
);
END

node run.mjs | tee seen
diff - seen <<'END'
{ stderr: '', stdout: '', exitCode: undefined }
[ 'exitCode', 'output' ] 1 The command `sh -c "kill -KILL $$"` was killed by the signal SIGKILL
END
