#!/usr/bin/env bash
# Software: Deno 2.9.6 (npm: @deno/linux-x64-glibc), process.on.
# Guess:    as in Node: a listener gets the signal's name and its number, ('SIGTERM', 15).
# Happens:  it gets the name alone. The usual `process.exit(128 + number)` throws (NaN is no exit code), so that the
#           program ends with 1 instead of 143.
# Who:      whoever cleans up, reports and then ends as the signal would have.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @deno/linux-x64-glibc@2.9.6 >/dev/null

cat >run.mjs <<'END'
process.on('SIGTERM', (...given) => {
  console.log(JSON.stringify(given));
  process.exit(128 + given[1]);
});
setInterval(() => {}, 1000);
process.kill(process.pid, 'SIGTERM');
END

for runtime in node 'node_modules/@deno/linux-x64-glibc/deno run --allow-all'; do
  code=0
  $runtime run.mjs 2>errors || code=$?
  grep -o 'RangeError.*' errors || true
  echo "ended with $code"
done | tee seen
diff - seen <<'END'
["SIGTERM",15]
ended with 143
["SIGTERM"]
RangeError: The value of "code" is out of range. It must be an integer. Received NaN
ended with 1
END
