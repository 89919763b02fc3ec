#!/usr/bin/env bash
# Software: Deno 2.9.6 (npm: @deno/linux-x64-glibc), fetch with DENO_CERT.
# Guess:    a self-signed certificate that is handed over as trusted is accepted, as by Node with NODE_EXTRA_CA_CERTS.
# Happens:  where it says CA:TRUE, which `openssl req -x509` writes unless told otherwise, Deno refuses it all the same:
#           CaUsedAsEndEntity. With CA:FALSE it is accepted. Nothing in the error has a code.
# Who:      whoever reports to a server of their own with a certificate of their own; needs `openssl` to be shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @deno/linux-x64-glibc@2.9.6 >/dev/null

cat >run.mjs <<'END'
const [url] = process.argv.slice(2);
const answered = await fetch(url).then(
  ({ status }) => status,
  ({ cause }) => `refused ${cause.code} ${/\w+(?=\W*$)/.exec(cause.message)}`,
);
console.log(answered);
END
cat >server.mjs <<'END'
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
const files = { key: readFileSync('key.pem'), cert: readFileSync('cert.pem') };
const server = createServer(files, (_, response) => response.end()).listen(0, '127.0.0.1', () => {
  const [command, ...args] = process.argv.slice(2);
  const client = spawn(command, [...args, `https://localhost:${server.address().port}/`], { stdio: 'inherit' });
  client.on('close', () => process.exit());
});
END
export NODE_EXTRA_CA_CERTS=cert.pem DENO_CERT=cert.pem

for ca in TRUE FALSE; do
  printf '[req]\ndistinguished_name=name\nx509_extensions=made\n[name]\n[made]\n' >openssl.cnf
  printf 'basicConstraints=critical,CA:%s\nsubjectAltName=DNS:localhost\n' "$ca" >>openssl.cnf
  openssl req -x509 -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
    -days 2 -keyout key.pem -out cert.pem 2>/dev/null
  echo "CA:$ca"
  node server.mjs node run.mjs
  node server.mjs node_modules/@deno/linux-x64-glibc/deno run --allow-net run.mjs
done | tee seen
diff - seen <<'END'
CA:TRUE
200
refused undefined CaUsedAsEndEntity
CA:FALSE
200
200
END
