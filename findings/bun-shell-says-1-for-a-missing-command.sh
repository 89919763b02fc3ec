#!/usr/bin/env bash
# Software: Bun 1.4.5 (npm: @oven/bun-linux-x64), its shell Bun.$.
# Guess:    127 for a command that is not there and 126 for a file that must not be executed, as in every POSIX shell.
# Happens:  1 for both, with "command not found" for the file that is there, too. A kill is 137, as in a shell.
# Who:      whoever explains exit codes: 1 means that the command ran and failed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @oven/bun-linux-x64@1.4.5 >/dev/null

cat >run.mjs <<'END'
for (const command of ['./missing', './not-executable']) {
  const { exitCode, stderr } = await Bun.$`${command}`.nothrow().quiet();
  console.log(exitCode, `${stderr}`.trim());
}
END
echo '#!/bin/sh' >not-executable

for command in ./missing ./not-executable; do
  code=0
  sh -c "$command" 2>/dev/null || code=$?
  echo "sh: $code"
done | tee seen
node_modules/@oven/bun-linux-x64/bin/bun run.mjs | tee -a seen
diff - seen <<'END'
sh: 127
sh: 126
1 bun: command not found: ./missing
1 bun: command not found: ./not-executable
END
