#!/usr/bin/env bash
# Software: @lydell/node-pty 1.1.0, the prebuilt node-pty.
# Guess:    a killed command has no exit code, or 137; a missing command throws, or gives 127 as in a terminal's shell.
# Happens:  killed: exitCode 0, beside signal 9; missing: exitCode 1, and the reason is printed as the command's output.
# Who:      whoever shows a command in a terminal and reports its end by exitCode alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @lydell/node-pty@1.1.0 >/dev/null

cat >run.mjs <<'END'
import pty from '@lydell/node-pty';
const run = (file, args) =>
  new Promise((resolve) => {
    let output = '';
    const terminal = pty.spawn(file, args, {});
    terminal.onData((text) => (output += text));
    terminal.onExit((end) => resolve({ ...end, output: output.trim() }));
  });
console.log(await run('sh', ['-c', 'kill -KILL $$']));
const { exitCode, signal } = await run('no-such-command', []);
console.log({ exitCode, signal });
END

node run.mjs | tee seen
diff - seen <<'END'
{ exitCode: 0, signal: 9, output: '' }
{ exitCode: 1, signal: 0 }
END
