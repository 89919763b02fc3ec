#!/usr/bin/env bash
# Software: zx 8.8.5.
# Guess:    `timeout` ends a command that takes too long, in $ and in $.sync alike.
# Happens:  $ ends it with SIGTERM; $.sync waits until the command ends by itself, and says 0.
# Who:      whoever bounds a command before a report with $.sync: the program stands for as long as the command runs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error zx@8.8.5 >/dev/null

cat >run.mjs <<'END'
import { $ } from 'zx';
const options = { timeout: '300ms', nothrow: true };
const say = (how, { exitCode, signal }) => console.log(how, exitCode, signal);
say('$', await $(options)`exec sleep 3`);
say('$.sync', $.sync(options)`exec sleep 3`);
END

node run.mjs | tee seen
diff - seen <<'END'
$ null SIGTERM
$.sync 0 null
END
