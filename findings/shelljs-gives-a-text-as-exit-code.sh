#!/usr/bin/env bash
# Software: shelljs 0.10.0, exec() with a callback.
# Guess:    the callback's first argument is the exit code, a number; with too much output it is 1, as without a callback.
# Happens:  it is the text 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', and stderr is empty.
# Who:      whoever stores or compares exit codes: `code > 0` is false for this one, and a number column refuses it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error shelljs@0.10.0 >/dev/null

cat >run.mjs <<'END'
import shell from 'shelljs';
const line = `node -p '"x".repeat(5000)'`;
const { code, stderr } = shell.exec(line, { silent: true, maxBuffer: 1000 });
console.log('without a callback', [code, stderr]);
shell.exec(line, { silent: true, maxBuffer: 1000 }, (code, _, stderr) => console.log('callback', [code, stderr]));
END

node run.mjs | tee seen
diff - seen <<'END'
without a callback [ 1, 'maxBuffer exceeded' ]
callback [ 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', '' ]
END
