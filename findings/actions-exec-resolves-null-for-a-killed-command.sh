#!/usr/bin/env bash
# Software: @actions/exec 3.0.0.
# Guess:    exec() resolves with a number, as its types say (Promise<number>), with `ignoreReturnCode` at any rate.
# Happens:  for a command that a signal ended it resolves null; `process.exit(await exec(…))` then ends with 0.
# Who:      whoever hands a command's code on, in GitHub Actions or elsewhere: a killed step is green.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @actions/exec@3.0.0 >/dev/null

cat >run.mjs <<'END'
import { exec } from '@actions/exec';
const code = await exec('sh', ['-c', 'kill -KILL $$'], { ignoreReturnCode: true, silent: true });
console.log('resolved', code);
process.exit(code);
END

code=0
node run.mjs >seen || code=$?
echo "ended with $code" >>seen
grep -o 'exec(.*' node_modules/@actions/exec/lib/exec.d.ts >>seen
cat seen
diff - seen <<'END'
resolved null
ended with 0
exec(commandLine: string, args?: string[], options?: ExecOptions): Promise<number>;
END
