#!/usr/bin/env bash
# Software: shelljs 0.10.0, exec().
# Guess:    a command line whose shell a signal ended has a code other than 0, and shell.error() says so.
# Happens:  code 0 and no error. Where the shell survives and only its command is killed, the code is 137.
# Who:      whoever runs `exec …` lines or scripts that may be killed: the killed one counts as a success.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error shelljs@0.10.0 >/dev/null

cat >run.mjs <<'END'
import shell from 'shelljs';
const killed = `node -e 'process.kill(process.pid, "SIGKILL")'`;
for (const line of [`exec ${killed}`, 'kill -TERM $$', `${killed}; exit $?`]) {
  const { code } = shell.exec(line, { silent: true });
  console.log(code, shell.error() ? 'error' : 'no error', line);
}
END

node run.mjs | tee seen
diff - seen <<'END'
0 no error exec node -e 'process.kill(process.pid, "SIGKILL")'
0 no error kill -TERM $$
137 error node -e 'process.kill(process.pid, "SIGKILL")'; exit $?
END
