#!/usr/bin/env bash
# Software: @microsoft/api-extractor 7.59.4 (npm), with its own typescript 5.9.3.
# Guess:    the report of a package is the same where the package lies, in node_modules too.
# Happens:  what lies in node_modules and is split over two files is another package's: the report has an import of
#           each name in the place of its type, and no warning. A change of the type does not change the report.
# Who:      checks of what was packed and installed, in the place of what was built.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @microsoft/api-extractor@7.59.4 >/dev/null

echo '{ "name": "mine", "version": "1.0.0" }' >package.json
report() {
  mkdir -p "$1" reports
  echo '{ "name": "mine", "version": "1.0.0" }' >"$1/package.json"
  echo 'export { Answer } from "./part.js";' >"$1/index.d.ts"
  echo 'export interface Answer { text: string }' >"$1/part.d.ts"
  cat >config.json <<END
{
  "projectFolder": "$folder/$1",
  "mainEntryPointFilePath": "<projectFolder>/index.d.ts",
  "compiler": { "overrideTsconfig": { "files": ["$folder/$1/index.d.ts"] } },
  "apiReport": {
    "enabled": true, "reportFileName": "mine", "reportFolder": "$folder/reports", "reportTempFolder": "$folder/reports"
  },
  "docModel": { "enabled": false }, "dtsRollup": { "enabled": false }, "tsdocMetadata": { "enabled": false }
}
END
  npx api-extractor run --local --config config.json >/dev/null
  tr -d '\r' <reports/mine.api.md | grep -E 'Answer|text'
}

report built >seen
echo --- >>seen
report node_modules/mine >>seen
cat seen
diff - seen <<'END'
export interface Answer { // (undocumented)
    text: string }
---
import { Answer } from './part.js';
export { Answer }
END
