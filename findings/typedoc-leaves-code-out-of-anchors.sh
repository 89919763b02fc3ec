#!/usr/bin/env bash
# Software: typedoc 0.28.20 (npm) with typescript 5.9.3.
# Guess:    a heading that is code, such as `run --all`, gets its words as anchor, as on GitHub: run---all.
# Happens:  words in code are left out of the anchor. It is `_`, the next such heading's `_-1`, and that of Use `run`
#           twice is use-twice. A link to the anchor that GitHub gives leads nowhere.
# Who:      guides in projectDocuments that are read on GitHub too and link to sections named by a command or option.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error typedoc@0.28.20 typescript@5.9.3 >/dev/null

mkdir src
echo 'export const answer = 42;' >src/index.ts
printf '# Guide\n\n## `run --all`\n\ntext\n\n## `explain`\n\ntext\n\n## Use `run` twice\n\ntext\n' >guide.md
echo '{ "compilerOptions": { "skipLibCheck": true }, "include": ["src"] }' >tsconfig.json
npx typedoc --entryPoints src/index.ts --projectDocuments guide.md --readme none --logLevel Error --out site

grep -o '<h2 id="[^"]*"' site/documents/guide.html | tee seen
diff - seen <<'END'
<h2 id="_"
<h2 id="_-1"
<h2 id="use-twice"
END
